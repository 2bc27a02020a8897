import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '../../servers/dovecot/certs.ts';

/** One request as it came. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A mailing list's web server over TLS: `/ok` takes a request, `/no` refuses it, `/away` sends it elsewhere. */
export interface ListServer extends AsyncDisposable {
  readonly port: number;
  /** Of the CA that a client must trust. */
  readonly caFile: string;
  readonly heard: readonly Heard[];
}

export async function startListServer(): Promise<ListServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-explorer-list-'));
  const { identities } = await makeCertificates(folder);
  const heard: Heard[] = [];
  const server = createServer({ cert: identities.good.cert, key: identities.good.key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      heard.push({ method, url, headers, body: Buffer.concat(chunks).toString('latin1') });
      const status = url.startsWith('/ok') ? 202 : url.startsWith('/away') ? 307 : 403;
      response.writeHead(status, { 'set-cookie': 'who=reader', location: '/elsewhere' }).end('said');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    caFile: join(folder, 'ca.pem'),
    heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
