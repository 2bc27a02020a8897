import type { ImapErrorDetail } from '../../imap/errors.ts';
import type { ErrorDescription, Voice } from './voice.ts';

type ConnectDetail = Extract<ImapErrorDetail, { readonly kind: 'connect' }>;

/** A connection that did not come about, by the system's error code. */
export function describeConnect(voice: Voice, detail: ConnectDetail): ErrorDescription {
  const { t } = voice;
  switch (detail.code) {
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'ENONAME':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return voice.description(
        t('The server’s name is not known'),
        t('There is no server called “{0}”. Check its spelling.', voice.host),
        // Some networks know only their proxy, which looks names up.
        ['edit-server', 'edit-proxy'],
      );
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return voice.description(
        t('The server’s name could not be looked up'),
        t('The name service did not answer for “{0}”. Is this machine online?', voice.host),
        ['retry', 'edit-server', 'edit-proxy'],
      );
    case 'ECONNREFUSED':
      return voice.description(
        t('The server refused the connection'),
        t('Nothing answers at {0}. Check the port: IMAP uses 993 with TLS and 143 with STARTTLS.', voice.endpoint),
        ['edit-server', 'retry'],
      );
    case 'ETIMEDOUT':
    case 'ESOCKETTIMEDOUT':
      return describeUnanswered(voice);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return voice.description(
        t('The server cannot be reached'),
        t('There is no way to {0} from this network. Is this machine online, and does it need a VPN?', voice.endpoint),
        ['retry', 'edit-server', 'edit-proxy'],
      );
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return voice.description(
        t('The connection was cut'),
        t('{0} or something on the way ended the connection.', voice.endpoint),
        ['retry', 'edit-server'],
      );
    case 'EACCES':
    case 'EPERM':
      return voice.description(
        t('This machine forbids the connection'),
        t('A firewall or a policy does not allow a connection to {0}.', voice.endpoint),
        ['edit-server', 'retry'],
      );
    default:
      return voice.description(
        t('The connection failed'),
        t('{0} could not be reached: {1}.', voice.endpoint, detail.message.replace(/\.$/, '')),
        ['retry', 'edit-server'],
      );
  }
}

/** Nobody took the connection within the time allowed. */
export function describeUnanswered(voice: Voice): ErrorDescription {
  const { t } = voice;
  return voice.description(
    t('The server did not answer in time'),
    t('{0} did not take the connection. Check the name and the port; a firewall may also swallow it.', voice.endpoint),
    ['retry', 'edit-server', 'edit-proxy'],
  );
}

/** Connected, but no greeting came: most often a TLS port, where the server waits for us to speak first. */
export function describeSilence(voice: Voice): ErrorDescription {
  const { t, where } = voice;
  const start = t('{0} took the connection but said nothing.', voice.endpoint);
  const hint =
    where.security === 'tls'
      ? t('It may be overloaded, or not be an IMAP server.')
      : where.port === 993
        ? t('Port 993 expects TLS from the first octet: choose TLS.')
        : t('If this port expects TLS from the first octet, choose TLS; else it may not be an IMAP server.');
  return voice.description(t('The server sent no greeting'), `${start} ${hint}`, ['edit-server', 'retry']);
}
