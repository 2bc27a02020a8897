import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { connectImap } from '../../extension/imap/client/connect.ts';
import type { ConnectOptions } from '../../extension/imap/client/api.ts';
import { ImapError, type ProxyProblem } from '../../extension/imap/errors.ts';
import type { ProxyOptions } from '../../extension/imap/transport/proxy-options.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { openTls } from '../../extension/imap/transport/tls.ts';
import { startDovecot, type Dovecot } from './dovecot.ts';
import { connectServer, socksServer, type ProxyServer, type ProxyServerOptions } from './proxy-server.ts';

/** A name that only the proxy knows: whoever looks it up elsewhere fails. */
const name = 'mail.behind-the-proxy.invalid';
const resolve = (): string => '127.0.0.1';
const kinds = ['socks5', 'http', 'https'] as const;

describe('through a proxy to a real Dovecot', () => {
  let dovecot: Dovecot;
  before(async () => {
    dovecot = await startDovecot();
  });
  after(() => dovecot.stop());

  async function serve(
    context: TestContext,
    kind: ProxyOptions['kind'],
    options: ProxyServerOptions = {},
  ): Promise<{ readonly server: ProxyServer; readonly proxy: ProxyOptions }> {
    const given = { resolve, ...options };
    const { key, cert } = dovecot.certs.good;
    const server =
      kind === 'socks5'
        ? await socksServer(given)
        : await connectServer({ ...given, ...(kind === 'https' ? { tls: { key, cert } } : {}) });
    context.after(() => server.close());
    const sign = options.user === undefined ? {} : { user: options.user, password: options.password ?? '' };
    const tls = kind === 'https' ? { tls: { ca: [dovecot.ca] } } : {};
    return { server, proxy: { kind, host: '127.0.0.1', port: server.port, ...sign, ...tls } };
  }

  const ways: Readonly<Record<'tls' | 'starttls', (proxy: ProxyOptions) => ConnectOptions>> = {
    tls: (proxy) => ({
      protect: 'tls',
      open: (signal) =>
        openTls({ host: name, port: dovecot.tlsPort, ca: [dovecot.ca], serverName: 'localhost', signal, proxy }),
    }),
    starttls: (proxy) => ({
      protect: 'starttls',
      open: (signal) =>
        openTcp({ host: name, port: dovecot.port, tls: { ca: [dovecot.ca], serverName: 'localhost' }, signal, proxy }),
    }),
  };

  async function readsMail(options: ConnectOptions): Promise<void> {
    const { user, password } = dovecot.user('proxied');
    await dovecot.deliver(user, 'INBOX', 'Subject: round about\r\n\r\n' + 'x'.repeat(200_000));
    await using client = await connectImap(options);
    assert.equal(client.security.kind, 'tls');
    await client.signIn({ kind: 'password', user, password });
    const mailbox = await client.select('INBOX', { readOnly: true });
    let octets = 0;
    const { uids } = await mailbox.find({});
    for await (const { uid } of mailbox.fetch(uids, ['FLAGS']))
      for await (const chunk of mailbox.section(uid, 'TEXT')) octets += chunk.length;
    assert.equal(octets, 200_000);
  }

  for (const kind of kinds) {
    for (const way of ['tls', 'starttls'] as const) {
      it(`reads mail by ${way} behind ${kind}, the name looked up there`, async (context) => {
        const { server, proxy } = await serve(context, kind);
        await readsMail(ways[way](proxy));
        assert.deepEqual(server.asked, [`${name}:${way === 'tls' ? dovecot.tlsPort : dovecot.port}`]);
        assert.deepEqual(server.credentials, []);
      });
    }

    it(`signs in to ${kind} with user and password`, async (context) => {
      const { server, proxy } = await serve(context, kind, { user: 'ada', password: 'öffne dich: ja' });
      await readsMail(ways.tls(proxy));
      assert.deepEqual(server.credentials, ['ada:öffne dich: ja']);
    });

    it(`loses nothing of a greeting that comes with the answer of ${kind}, or octet by octet`, async (context) => {
      for (const odd of [{ together: true }, { trickle: true }]) {
        const { proxy } = await serve(context, kind, odd);
        await readsMail(ways.starttls(proxy));
      }
    });

    it(`tells each failure of ${kind} apart`, async (context) => {
      const found: [string, ProxyProblem][] = [];
      const expect = async (what: string, proxy: ProxyOptions, port = dovecot.tlsPort): Promise<void> => {
        const open = openTls({ host: name, port, signal: new AbortController().signal, proxy });
        const error = await open.then(
          () => assert.fail(what),
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof ImapError && error.detail.kind === 'proxy', `${what}: ${String(error)}`);
        assert.ok(!error.message.includes('hunter2') && !JSON.stringify(error.detail).includes('hunter2'));
        found.push([what, error.detail.problem]);
      };
      const closed = await serve(context, kind);
      await closed.server.close();
      await expect('nobody there', closed.proxy);
      const locked = await serve(context, kind, { user: 'ada', password: 'right' });
      await expect('wrong password', { ...locked.proxy, password: 'hunter2' });
      const { user: _u, password: _p, ...anonymous } = locked.proxy;
      await expect('no password', anonymous);
      await expect('against its rules', (await serve(context, kind, { refuse: kind === 'socks5' ? 2 : 403 })).proxy);
      await expect('server away', (await serve(context, kind)).proxy, 1);
      const { proxy } = await serve(context, kind);
      await expect('Dovecot is no proxy', { ...proxy, port: kind === 'https' ? dovecot.tlsPort : dovecot.port });
      assert.deepEqual(found, [
        ['nobody there', 'unreachable'],
        ['wrong password', 'sign-in'],
        ['no password', 'sign-in'],
        ['against its rules', 'forbidden'],
        ['server away', 'target-unreachable'],
        ['Dovecot is no proxy', 'not-a-proxy'],
      ]);
    });
  }

  it('never takes a proxy on this machine for the server on this machine', async (context) => {
    const { proxy } = await serve(context, 'socks5');
    const transport = await openTcp({ host: name, port: dovecot.port, signal: new AbortController().signal, proxy });
    assert.equal(transport.loopback, false);
    transport.destroy();
    const open = (signal: AbortSignal): ReturnType<typeof openTcp> =>
      openTcp({ host: name, port: dovecot.port, signal, proxy });
    await assert.rejects(
      connectImap({ protect: 'none', open }),
      (error) => error instanceof ImapError && error.detail.kind === 'plaintext-forbidden',
    );
  });

  it('judges the certificate of an https proxy before it is told the password', async (context) => {
    const { server, proxy } = await serve(context, 'https', { user: 'ada', password: 'right' });
    const { tls: _trusted, ...untrusted } = proxy;
    const open = openTls({ host: name, port: 993, signal: new AbortController().signal, proxy: untrusted });
    await assert.rejects(
      open,
      (error) => error instanceof ImapError && error.detail.kind === 'proxy' && error.detail.problem === 'tls',
    );
    assert.deepEqual(server.credentials, []);
  });

  it('stops at once when it is no longer wanted', async (context) => {
    for (const kind of ['socks5', 'http'] as const) {
      const { proxy } = await serve(context, kind, { together: true, resolve: () => '127.0.0.1' });
      // The TLS port says nothing first, so this proxy never answers.
      const controller = new AbortController();
      const open = openTls({ host: name, port: dovecot.tlsPort, signal: controller.signal, proxy });
      setImmediate(() => controller.abort());
      await assert.rejects(open, (error) => error instanceof ImapError && error.detail.kind === 'aborted');
    }
  });
});
