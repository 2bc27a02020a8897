import type { ImapErrorDetail } from '../../imap/errors.ts';
import { describeSilence } from './reach.ts';
import type { ErrorDescription, Voice } from './voice.ts';

type GreetingDetail = Extract<ImapErrorDetail, { readonly kind: 'greeting' }>;
type StartTlsDetail = Extract<ImapErrorDetail, { readonly kind: 'starttls' }>;

/** What was wrong with the server's first line (RFC 9051 §7.1, greeting). */
export function describeGreeting(voice: Voice, detail: GreetingDetail): ErrorDescription {
  const { t } = voice;
  switch (detail.problem) {
    case 'none':
      return describeSilence(voice);
    case 'garbage':
      return voice.description(
        t('This is not an IMAP server'),
        t('What {0} says first is not an IMAP greeting. Check the server and the port.', voice.endpoint) +
          voice.saidBeforeTls(detail.text),
        ['edit-server'],
      );
    case 'bye':
      return voice.description(
        t('The server turned the connection away'),
        t('{0} said goodbye at once. It may be overloaded or not let this machine in.', voice.endpoint) +
          voice.saidBeforeTls(detail.text),
        ['retry', 'edit-server'],
      );
    case 'preauth-before-tls':
      return voice.description(
        t('The server skips encryption'),
        t(
          '{0} says that you are signed in before the connection is encrypted, which leaves no way to encrypt it. Someone on the way may be forging this. Nothing was sent; choose TLS instead of STARTTLS.',
          voice.endpoint,
        ),
        ['edit-server'],
      );
  }
}

/** What was wrong with STARTTLS (RFC 9051 §6.2.1). The connection was ended; no password had been sent. */
export function describeStartTls(voice: Voice, detail: StartTlsDetail): ErrorDescription {
  const { t } = voice;
  switch (detail.problem) {
    case 'not-offered':
      return voice.description(
        t('The server does not offer STARTTLS'),
        t(
          '{0} does not say that it can encrypt this connection, or someone on the way hides it. The password was not sent. Try TLS on port 993.',
          voice.endpoint,
        ),
        ['edit-server'],
      );
    case 'refused':
      return voice.description(
        t('The server refused STARTTLS'),
        t('{0} does not encrypt this connection now. The password was not sent. Try TLS on port 993.', voice.endpoint) +
          voice.saidBeforeTls(detail.text),
        ['edit-server', 'retry'],
      );
    case 'injected-data':
      return voice.description(
        t('Someone may be tampering with the connection'),
        t(
          'Between STARTTLS and the encryption, {0} sent octets that do not belong there. That is how an attack looks; the connection was ended and the password was not sent. TLS on port 993 is not open to it.',
          voice.endpoint,
        ),
        ['edit-server'],
      );
  }
}
