import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** A certificate and its key, PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** What a TLS server of the tests can present: `good` is Dovecot's own, the others are each wrong in one way. */
export type CertificateName = 'good' | 'expired' | 'wrongHost' | 'selfSigned' | 'unknownCa';

export interface Certificates {
  /** The private CA that a client must trust, PEM. */
  readonly ca: string;
  readonly identities: Readonly<Record<CertificateName, Identity>>;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const loopbackNames = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2,IP:::1';
const serverUse = 'extendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE';

/** Makes a private CA and certificates for the loopback names in `dir`: `ca.pem`, `<name>.crt`, `<name>.key`. */
export async function makeCertificates(dir: string): Promise<Certificates> {
  const openssl = (...args: string[]): Promise<unknown> => exec('openssl', args, { cwd: dir });
  const authority = async (name: string, title: string): Promise<void> => {
    await openssl(
      ...['req', '-x509', ...newKey, '-days', '3650', '-keyout', `${name}.key`, '-out', `${name}.pem`],
      ...['-subj', `/CN=${title}`, '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    );
  };
  const signed = async (name: string, names: string, ca: string, days: number): Promise<void> => {
    await writeFile(join(dir, `${name}.ext`), `${names}\n${serverUse}\n`);
    await openssl(
      'req',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      '/CN=Mail Explorer test server',
    );
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial'],
      ...['-days', String(days), '-out', `${name}.crt`, '-extfile', `${name}.ext`],
    );
  };
  await authority('ca', 'Mail Explorer test CA');
  await authority('otherCa', 'A CA nobody trusts');
  await signed('good', loopbackNames, 'ca', 3650);
  await signed('expired', loopbackNames, 'ca', -1);
  await signed('wrongHost', 'subjectAltName=DNS:mail.elsewhere.example', 'ca', 3650);
  await signed('unknownCa', loopbackNames, 'otherCa', 3650);
  await openssl(
    ...['req', '-x509', ...newKey, '-days', '3650', '-keyout', 'selfSigned.key', '-out', 'selfSigned.crt'],
    ...['-subj', '/CN=localhost', '-addext', loopbackNames],
  );
  return readCertificates(dir);
}

/** Reads what {@link makeCertificates} left in `dir`. */
export async function readCertificates(dir: string): Promise<Certificates> {
  const identity = async (name: CertificateName): Promise<Identity> => ({
    cert: await readFile(join(dir, `${name}.crt`), 'utf8'),
    key: await readFile(join(dir, `${name}.key`), 'utf8'),
  });
  return {
    ca: await readFile(join(dir, 'ca.pem'), 'utf8'),
    identities: {
      good: await identity('good'),
      expired: await identity('expired'),
      wrongHost: await identity('wrongHost'),
      selfSigned: await identity('selfSigned'),
      unknownCa: await identity('unknownCa'),
    },
  };
}
