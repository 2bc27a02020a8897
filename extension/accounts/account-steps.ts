import {
  changeAddress,
  changeSecurity,
  changeServer,
  portOf,
  securityOf,
  suggestedServer,
  suggestedUser,
  type Draft,
} from './draft.ts';
import type { Suggestion } from './discovery.ts';
import { portProblem, readPort, readServer } from './host-input.ts';
import { isLoopback } from './loopback.ts';
import type { Security } from './model.ts';
import { presetNote } from './preset-notes.ts';
import { presetFor } from './presets.ts';
import type { Answer, PickItem, QuickUi, Step } from './quick-ui.ts';
import type { Translate } from '../translate.ts';
import { proxyStep } from './proxy-step.ts';
import { checkAddress, checkLabel, checkPassword, checkUser, domainOf, type Checked } from './validate.ts';

/** What the questions need beside the draft. */
export interface StepTools {
  readonly ui: QuickUi;
  readonly t: Translate;
  /** At the top of every question. */
  readonly title: string;
  /** Looks a domain's server up; never rejects. */
  readonly discover: (domain: string) => Promise<Suggestion | null>;
  /** True when a password is kept already: the field may then stay empty. */
  readonly mayKeepPassword: boolean;
}

export type StepName = 'label' | 'address' | 'server' | 'security' | 'port' | 'proxy' | 'user' | 'password';

/** The questions of that name, in that order. */
export function accountSteps(names: readonly StepName[], tools: StepTools): readonly Step<Draft>[] {
  return names.map((name) => steps[name](tools));
}

const take = <T>(answer: Answer<T>, use: (value: T) => void): 'next' | 'back' | 'cancel' => {
  if (answer.kind !== 'value') {
    return answer.kind;
  }
  use(answer.value);
  return 'next';
};

const steps: Readonly<Record<StepName, (tools: StepTools) => Step<Draft>>> = {
  label: labelStep,
  address: addressStep,
  server: serverStep,
  security: securityStep,
  port: portStep,
  proxy: proxyStep,
  user: userStep,
  password: passwordStep,
};

function labelStep({ ui, t, title }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const answer = await ui.text({
      title,
      position,
      prompt: t('Name of the account in the tree'),
      value: draft.label ?? draft.address,
      check: (text) => checkLabel(text, t),
    });
    return take(answer, (value) => (draft.label = value));
  };
}

function addressStep({ ui, t, title }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const answer = await ui.text({
      title,
      position,
      prompt: t('E-mail address'),
      placeholder: t('ada@example.org'),
      value: draft.address,
      check: (text) => checkAddress(text, t),
    });
    return take(answer, (value) => changeAddress(draft, value));
  };
}

function serverStep({ ui, t, title, discover }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const preset = presetFor(draft.address);
    const suggested = suggestedServer(draft);
    const base =
      preset === null ? t('IMAP server; a port may follow after a colon') : t('IMAP server of {0}', preset.provider);
    const note = presetNote(preset, t);
    // Asked only where it can help, because it tells the name service which domain is meant.
    const unknown = preset === null && draft.host === null && draft.suggestion === null && draft.address !== '';
    const later = unknown ? discover(domainOf(draft.address)) : null;
    const answer = await ui.text({
      title,
      position,
      prompt: note === null ? base : `${base}. ${note}`,
      placeholder: t('imap.example.org'),
      value: draft.host ?? suggested.host,
      check: (text) => checkServer(text, t),
      ...(later === null ? {} : { later: later.then((found) => adopt(draft, found, base, t)) }),
    });
    return take(answer, (text) => {
      const server = readServer(text, t);
      if (server.ok) {
        changeServer(draft, server.host, server.port, server.security);
      }
    });
  };
}

/** What DNS said fills the field, and later the security and the port that go with it. */
function adopt(
  draft: Draft,
  found: Suggestion | null,
  base: string,
  t: Translate,
): { readonly value: string; readonly prompt: string } | null {
  if (found === null) {
    return null;
  }
  draft.suggestion = found;
  return { value: found.host, prompt: `${base}. ${t('The DNS of {0} names this one.', domainOf(draft.address))}` };
}

/** Keeps the text as typed, since it may name a port, but cleaned of what is no part of a server. */
function checkServer(text: string, t: Translate): Checked {
  const server = readServer(text, t);
  return server.ok ? { ok: true, value: text } : server;
}

function securityStep({ ui, t, title }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const items: PickItem<Security>[] = [
      {
        label: t('TLS'),
        description: t('port 993'),
        detail: t('Encrypted from the first octet. The right choice almost everywhere.'),
        value: 'tls',
      },
      {
        label: t('STARTTLS'),
        description: t('port 143'),
        detail: t('Encrypted before the password is sent, or not used at all.'),
        value: 'starttls',
      },
    ];
    if (isLoopback(draft.host ?? '')) {
      items.push({
        label: t('None'),
        description: t('port 143'),
        detail: t('Not encrypted; only possible because this server is on this machine.'),
        value: 'none',
      });
    }
    const answer = await ui.pick({
      title,
      position,
      placeholder: t('How is the connection protected?'),
      items,
      active: securityOf(draft),
    });
    return take(answer, (value) => changeSecurity(draft, value));
  };
}

function portStep({ ui, t, title }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const check = (text: string): Checked => {
      const port = readPort(text);
      return port === null ? { ok: false, problem: portProblem(t) } : { ok: true, value: String(port) };
    };
    const answer = await ui.text({
      title,
      position,
      prompt: t('Port of {0}', draft.host ?? ''),
      value: String(portOf(draft)),
      check,
    });
    return take(answer, (value) => (draft.port = Number(value)));
  };
}

function userStep({ ui, t, title }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const answer = await ui.text({
      title,
      position,
      prompt: t('User name; at most servers the whole e-mail address'),
      value: draft.user ?? suggestedUser(draft),
      check: (text) => checkUser(text, t),
    });
    return take(answer, (value) => (draft.user = value));
  };
}

function passwordStep({ ui, t, title, mayKeepPassword }: StepTools): Step<Draft> {
  return async (draft, position) => {
    const note = presetNote(presetFor(draft.address), t);
    const base = t(
      'Password of {0} at {1}',
      draft.user ?? suggestedUser(draft),
      draft.host ?? suggestedServer(draft).host,
    );
    const keep = mayKeepPassword ? t('Leave empty to keep the one that is stored') : null;
    const answer = await ui.text({
      title,
      position,
      prompt: [base, keep, note]
        .filter((part) => part !== null)
        .join('. ')
        .replace(/\.$/, ''),
      value: draft.password,
      password: true,
      check: (text) => (text === '' && mayKeepPassword ? { ok: true, value: '' } : checkPassword(text, t)),
    });
    return take(answer, (value) => (draft.password = value));
  };
}
