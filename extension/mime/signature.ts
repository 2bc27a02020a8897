const kinds: Readonly<Record<string, string>> = {
  'application/pgp-signature': 'OpenPGP',
  'application/pkcs7-signature': 'S/MIME',
  'application/x-pkcs7-signature': 'S/MIME',
};

/** What a signature part (RFC 1847, 3156, 8551) is called where its mail gives it no name; null for any other type. */
export function signatureName(type: string): string | null {
  const kind = kinds[type];
  if (kind === undefined) return null;
  return kind === 'OpenPGP' ? 'signature.asc' : 'smime.p7s';
}

/** Says what a signature or package of one is, and that nobody has checked it; null for any other type. */
export function signatureNote(type: string): string | null {
  const kind = kinds[type];
  if (kind !== undefined) return `This is a signature (${kind}). It is not verified.`;
  return type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime'
    ? 'This is an S/MIME package. It is neither opened nor verified.'
    : null;
}
