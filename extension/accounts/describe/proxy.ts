import type { ImapErrorDetail } from '../../imap/errors.ts';
import type { ErrorDescription, Voice } from './voice.ts';

type ProxyDetail = Extract<ImapErrorDetail, { readonly kind: 'proxy' }>;

/** No way through the account's proxy. The mail password was not sent. */
export function describeProxy(voice: Voice, detail: ProxyDetail): ErrorDescription {
  const { t } = voice;
  const { proxy } = detail;
  const reason = detail.message.replace(/\.$/, '');
  switch (detail.problem) {
    case 'unreachable':
      return voice.description(
        t('The proxy cannot be reached'),
        t('The proxy {0} of this account does not answer: {1}. Check its name and port.', proxy, reason),
        ['edit-proxy', 'retry'],
      );
    case 'tls':
      return voice.description(
        t('The proxy could not be verified'),
        t('No secure connection to the proxy {0}: {1}. Its password was not sent.', proxy, reason),
        ['edit-proxy', 'retry'],
      );
    case 'sign-in':
      return voice.description(
        t('The proxy did not accept the sign-in'),
        t('The proxy {0} wants a user name and password of its own, or refused the ones it was given.', proxy),
        ['edit-proxy'],
      );
    case 'forbidden':
      return voice.description(
        t('The proxy refused the connection'),
        t('The proxy {0} does not let this connection to {1} through: {2}.', proxy, voice.endpoint, reason),
        ['edit-proxy', 'edit-server'],
      );
    case 'target-unreachable':
      return voice.description(
        t('The proxy cannot reach the server'),
        t(
          'The proxy {0} works, but has no way to {1}: {2}. Check the server’s name and port.',
          proxy,
          voice.endpoint,
          reason,
        ),
        ['edit-server', 'edit-proxy', 'retry'],
      );
    case 'not-a-proxy':
      return voice.description(
        t('This is not such a proxy'),
        t('What answers at {0} is not a proxy of the kind chosen: {1}. Check its port and its kind.', proxy, reason),
        ['edit-proxy'],
      );
  }
}
