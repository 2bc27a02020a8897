import type { ImapErrorDetail } from '../../imap/errors.ts';
import type { ErrorChoice, ErrorDescription, Voice } from './voice.ts';

type TlsDetail = Extract<ImapErrorDetail, { readonly kind: 'tls' }>;

/** A TLS handshake that failed or was broken off by us. Nothing secret had been sent. */
export function describeTls(voice: Voice, detail: TlsDetail): ErrorDescription {
  const { t } = voice;
  if (detail.problem === 'not-tls') {
    return voice.description(t('The server does not speak TLS on this port'), notTls(voice), ['edit-server']);
  }
  const { pinnedFingerprint } = voice.where;
  // Without a certificate there is nothing that could be trusted.
  const choices: readonly ErrorChoice[] =
    detail.fingerprint256 === null ? ['edit-server', 'retry'] : ['edit-server', 'trust-certificate'];
  if (
    pinnedFingerprint !== undefined &&
    detail.fingerprint256 !== null &&
    detail.fingerprint256 !== pinnedFingerprint
  ) {
    return voice.description(
      t('The certificate is not the one you trusted'),
      t(
        '{0} now shows another certificate than the one trusted for this account. Unless its operator has replaced it, someone may be listening. Nothing was sent.',
        voice.host,
      ),
      choices,
    );
  }
  const [title, sentence] = certificateWords(voice, detail);
  return voice.description(title, sentence + ' ' + t('The password was not sent.'), choices);
}

function certificateWords(voice: Voice, detail: TlsDetail): readonly [string, string] {
  const { t, host } = voice;
  switch (detail.problem) {
    case 'wrong-host':
      return [
        t('The certificate belongs to another server'),
        t(
          'The certificate that {0} shows is made out to another name. Check the server’s name, or someone may be standing in for it.',
          host,
        ),
      ];
    case 'unknown-ca':
      return [
        t('The certificate’s issuer is not known'),
        t('{0} shows a certificate from an authority that this machine does not trust.', host),
      ];
    case 'self-signed':
      return [
        t('The certificate is signed by the server itself'),
        t('No authority vouches for the certificate that {0} shows.', host),
      ];
    case 'expired':
      return [
        t('The certificate has expired'),
        t(
          'The certificate that {0} shows is no longer valid. Its operator must renew it; check this machine’s clock too.',
          host,
        ),
      ];
    case 'not-yet-valid':
      return [
        t('The certificate is not valid yet'),
        t('The certificate that {0} shows begins in the future; check this machine’s clock.', host),
      ];
    case 'not-tls':
    case 'other':
      return [
        t('The encrypted connection could not be made'),
        t('TLS with {0} failed: {1}.', voice.endpoint, detail.message.replace(/\.$/, '')),
      ];
  }
}

function notTls(voice: Voice): string {
  const { t, where } = voice;
  const start = t('What {0} answers is not TLS.', voice.endpoint);
  return where.port === 143 || where.port === 1143
    ? start + ' ' + t('Port {0} usually begins in the clear: choose STARTTLS, or port 993 with TLS.', where.port)
    : start + ' ' + t('Choose STARTTLS if the server offers it, or check the port: TLS is usually on 993.');
}
