import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, rootCertificates } from 'node:tls';
import { ImapError } from '../imap/errors.ts';

const pemBlock = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** Reads the authorities of an account's `caFile` (PEM). @throws ImapError of kind `invalid-argument` naming the file. */
export async function readCaFile(path: string): Promise<readonly string[]> {
  const file = /^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : path;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw caFileError(`The file with the authority to trust cannot be read: ${path}.`);
  }
  const certificates = text.match(pemBlock) ?? [];
  if (certificates.length === 0) {
    throw caFileError(`The file with the authority to trust holds no certificate in PEM form: ${path}.`);
  }
  return certificates;
}

function caFileError(message: string): ImapError {
  return new ImapError(message, { kind: 'invalid-argument', message }, { retry: 'after-user' });
}

let system: readonly string[] | null = null;

/**
 * Authorities that the operating system or `NODE_EXTRA_CA_CERTS` trust beside those that Node ships; read once, on first need,
 * because it takes some 60 ms. Empty where the running Node cannot tell (before 22.15).
 */
export function systemCertificates(): readonly string[] {
  system ??= readSystemCertificates();
  return system;
}

function readSystemCertificates(): readonly string[] {
  if (typeof getCACertificates !== 'function') {
    return [];
  }
  const shipped = new Set(rootCertificates.map(bare));
  const extra = new Map<string, string>();
  for (const certificate of [...getCACertificates('system'), ...getCACertificates('extra')]) {
    if (!shipped.has(bare(certificate))) {
      extra.set(bare(certificate), certificate);
    }
  }
  return [...extra.values()];
}

/** The same certificate may be wrapped at another column. */
function bare(certificate: string): string {
  return certificate.replace(/\s/g, '');
}
