import type { StepTools } from './account-steps.ts';
import { securityOf, type Draft } from './draft.ts';
import { formatProxy, readProxy, type ProxyAddress } from './proxy-address.ts';
import type { Answer, Position, Step } from './quick-ui.ts';
import type { Checked } from './validate.ts';

/** Asks for the proxy and, where it has a user, for its password; both are one step, since most accounts have no proxy. */
export function proxyStep({ ui, t, title }: Pick<StepTools, 'ui' | 't' | 'title'>): Step<Draft> {
  const check = (draft: Draft, text: string): Checked => {
    const read = readProxy(text, t);
    if (read.ok && read.proxy !== null && securityOf(draft) === 'none') {
      return { ok: false, problem: t('Through a proxy the connection must be encrypted: choose TLS or STARTTLS.') };
    }
    return read.ok ? { ok: true, value: text.trim() } : read;
  };
  const askPassword = (draft: Draft, proxy: ProxyAddress, position: Position): Promise<Answer<string>> =>
    ui.text({
      title,
      position: { ...position, canGoBack: true },
      prompt: t(
        'Password of {0} at the proxy {1}. Leave empty to keep the one that is stored',
        proxy.user ?? '',
        proxy.host,
      ),
      value: draft.proxyPassword,
      password: true,
      check: (text) =>
        /[\0\r\n]/.test(text)
          ? { ok: false, problem: t('A password has no line breaks in it.') }
          : { ok: true, value: text },
    });
  return async (draft, position) => {
    for (;;) {
      const address = await ui.text({
        title,
        position,
        prompt: t('Proxy for this account; leave empty for none'),
        placeholder: 'socks5://proxy.example.org:1080',
        value: draft.proxy === undefined ? '' : formatProxy(draft.proxy),
        check: (text) => check(draft, text),
      });
      if (address.kind !== 'value') {
        return address.kind;
      }
      const read = readProxy(address.value, t);
      draft.proxy = read.ok ? (read.proxy ?? undefined) : draft.proxy;
      if (draft.proxy?.user === undefined) {
        draft.proxyPassword = '';
        return 'next';
      }
      const password = await askPassword(draft, draft.proxy, position);
      if (password.kind === 'cancel') {
        return 'cancel';
      }
      if (password.kind === 'value') {
        draft.proxyPassword = password.value;
        return 'next';
      }
    }
  };
}
