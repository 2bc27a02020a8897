import { sanitiseText } from '../notifications/sanitise-text.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { english, type Translate } from '../translate.ts';

/** What is asked before a certificate is trusted: every line says one thing, the server's own texts made harmless. */
export function describeCertificate(
  endpoint: string,
  problem: string,
  facts: CertificateFacts,
  t: Translate = english,
): string {
  const clean = (text: string): string => sanitiseText(text, 120).text;
  const unsaid = t('(not said)');
  const lines = [
    problem,
    '',
    t('Server: {0}', endpoint),
    t('Issued to: {0}', clean(facts.subject) || unsaid),
    t('Good for: {0}', clean(facts.names.join(', ')) || unsaid),
    t('Issued by: {0}', clean(facts.issuer) || unsaid),
  ];
  if (facts.validFrom !== null && facts.validTo !== null) {
    lines.push(t('Valid: {0} to {1}', clean(facts.validFrom), clean(facts.validTo)));
  }
  lines.push(
    t('SHA-256: {0}', facts.fingerprint256),
    '',
    t(
      'Compare the fingerprint with what the operator of the server says. Trusted, this one certificate is accepted for this account without any other check.',
    ),
  );
  return lines.join('\n');
}
