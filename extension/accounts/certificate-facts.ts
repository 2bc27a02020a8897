/** What a person needs in order to decide on a certificate; texts are the server's and not yet safe to show. */
export interface CertificateFacts {
  readonly fingerprint256: string;
  readonly subject: string;
  readonly issuer: string;
  /** Names it is good for (RFC 6125 §6.4), as `imap.example.org`. */
  readonly names: readonly string[];
  /** As the certificate words them; null when unknown. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** The parts of Node's certificate that are read. */
export interface NodeCertificate {
  readonly subject?: Readonly<Record<string, string | string[] | undefined>>;
  readonly issuer?: Readonly<Record<string, string | string[] | undefined>>;
  readonly subjectaltname?: string | undefined;
  readonly valid_from?: string;
  readonly valid_to?: string;
  readonly fingerprint256?: string;
}

/** `ada, Example Org`: the common name and the organisation, as far as there are any. */
function nameOf(entity: NodeCertificate['subject']): string {
  const parts = ['CN', 'O', 'OU'].flatMap((key) => entity?.[key] ?? []);
  return [...new Set(parts)].join(', ');
}

/** Null when the server showed no certificate. */
export function factsOf(certificate: NodeCertificate): CertificateFacts | null {
  const { fingerprint256, subject, issuer, subjectaltname, valid_from, valid_to } = certificate;
  if (fingerprint256 === undefined) {
    return null;
  }
  const names = (subjectaltname ?? '').split(/,\s*/).map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return {
    fingerprint256,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: names.filter((name) => name !== ''),
    validFrom: valid_from ?? null,
    validTo: valid_to ?? null,
  };
}
