import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tokenKey = 'secret-hs256-key-0123456789abcdef';

/** A bearer token that the server of {@link tokenConfig} takes for `user`; `lifetime` in seconds. */
export function token(user: string, lifetime = 3600): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: now - 60, exp: now + lifetime })}`;
  return `${head}.${createHmac('sha256', tokenKey).update(head).digest('base64url')}`;
}

/** Lines of dovecot.conf for OAUTHBEARER and XOAUTH2; `dir` by {@link prepareTokens}. */
export const tokenConfig = (dir: string): string => `
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 oauthbearer xoauth2 external anonymous
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = ${dir}/oauth2.conf
}
`;

/** A token check by key, in a folder of its own. */
export async function prepareTokens(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'me-oauth-'));
  await chmod(dir, 0o755);
  await mkdir(join(dir, 'keys/default/HS256'), { recursive: true });
  await writeFile(join(dir, 'keys/default/HS256/default'), Buffer.from(tokenKey).toString('base64'));
  const settings = [
    'introspection_mode = local',
    `local_validation_key_dict = fs:posix:prefix=${dir}/keys/`,
    'username_attribute = sub',
    'openid_configuration_url = https://127.0.0.1/.well-known/openid-configuration',
  ];
  await writeFile(join(dir, 'oauth2.conf'), `${settings.join('\n')}\n`);
  return dir;
}

/** A certificate by which `user` may sign in (EXTERNAL), signed by the CA in `tls`; made in `dir`. */
export async function clientCertificate(
  user: string,
  dir: string,
  tls: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' });
  openssl(
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'client.key'],
    ...['-out', 'client.csr', '-subj', `/CN=${user}`],
  );
  openssl(
    ...['x509', '-req', '-in', 'client.csr', '-CA', join(tls, 'ca.pem'), '-CAkey', join(tls, 'ca.key')],
    ...['-CAcreateserial', '-days', '30', '-out', 'client.crt'],
  );
  return {
    cert: await readFile(join(dir, 'client.crt'), 'utf8'),
    key: await readFile(join(dir, 'client.key'), 'utf8'),
  };
}
