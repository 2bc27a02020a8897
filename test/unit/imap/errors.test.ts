import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import type { ImapError, ImapErrorDetail, RetryAdvice } from '../../../extension/imap/errors.ts';
import { deferred } from '../../../extension/imap/session/deferred.ts';
import { openTls } from '../../../extension/imap/transport/tls.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { rejection } from './failure.ts';
import { answerSelect, scene, signedIn, upgradableScene } from './scripted-server.ts';

const work = mailboxFromDisplay('Work', false);
const never = new AbortController().signal;
const secret = 'tr0ub4dor canary';

/** What a caller may rely on, whatever went wrong. */
interface Told {
  readonly command: string | null;
  readonly sent: string | null;
  readonly mailbox: string | null;
  readonly retry: RetryAdvice;
  /** Kind, tag, code and text of the server's answer. */
  readonly answer: string | null;
}

function told(error: ImapError): Told {
  const { command, sent, mailbox, retry, status, code, text } = error;
  const words = status === null ? null : [status.kind, status.tag ?? '*', code?.name ?? '-', text].join(' ');
  return { command, sent, mailbox, retry, answer: words };
}

const nothing: Told = { command: null, sent: null, mailbox: null, retry: 'never', answer: null };

async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

type Case = () => Promise<readonly [ImapError, Told]>;

/** Every kind there is: a new one does not compile without its case. */
const cases: Readonly<Record<ImapErrorDetail['kind'], readonly Case[]>> = {
  refused: [
    async () => {
      const { client, server } = await signedIn();
      const error = rejection(client.select(work));
      const { tag } = await server.command('SELECT');
      server.say(`${tag} NO [NONEXISTENT] no such mailbox`);
      const answer = `NO ${tag} NONEXISTENT no such mailbox`;
      return [
        await error,
        { ...nothing, command: 'SELECT', sent: `${tag} SELECT Work`, mailbox: 'Work', retry: 'after-user', answer },
      ];
    },
    async () => {
      const one = scene();
      one.server.say('* OK [CAPABILITY IMAP4rev1 LITERAL+] hi');
      const client = await connectImap(one.options);
      const error = rejection(client.login('alice', `${secret} ✓`));
      const { tag } = await one.server.command('LOGIN');
      one.server.say(`${tag} NO [UNAVAILABLE] later`);
      const sent = `${tag} LOGIN alice {20+}<secret>`;
      const answer = `NO ${tag} UNAVAILABLE later`;
      return [await error, { ...nothing, command: 'LOGIN', sent, retry: 'later', answer }];
    },
  ],
  'illegal-state': [
    async () => {
      const { client, server } = await signedIn();
      const selecting = client.select(work);
      await answerSelect(server, 1);
      const mailbox = await selecting;
      const closing = mailbox.close();
      await server.answer('UNSELECT');
      await closing;
      const error = await rejection(mailbox.search([{ key: 'ALL' }]));
      return [error, { ...nothing, command: 'UID SEARCH', mailbox: 'Work' }];
    },
  ],
  capability: [
    async () => {
      const { client } = await signedIn();
      return [await rejection(client.session.compress()), { ...nothing, command: 'COMPRESS' }];
    },
  ],
  aborted: [
    async () => {
      const { client, server } = await signedIn();
      const controller = new AbortController();
      const error = rejection(client.status(work, ['MESSAGES'], { signal: controller.signal }));
      const { tag } = await server.command('STATUS');
      controller.abort();
      const sent = `${tag} STATUS Work (MESSAGES)`;
      return [await error, { ...nothing, command: 'STATUS', sent, mailbox: 'Work' }];
    },
  ],
  timeout: [
    async () => {
      const { client, server, clock } = await signedIn();
      const error = rejection(client.noop());
      const { tag } = await server.command('NOOP');
      await clock.advance(60_000);
      return [await error, { ...nothing, command: 'NOOP', sent: `${tag} NOOP`, retry: 'reconnect' }];
    },
  ],
  closed: [
    async () => {
      const { client, server } = await signedIn();
      const error = rejection(client.status(work, ['MESSAGES']));
      const { tag } = await server.command('STATUS');
      server.say('* BYE [UNAVAILABLE] going down');
      server.close();
      const sent = `${tag} STATUS Work (MESSAGES)`;
      const answer = 'BYE * UNAVAILABLE going down';
      return [await error, { command: 'STATUS', sent, mailbox: 'Work', retry: 'reconnect', answer }];
    },
    async () => {
      const { client, server } = await signedIn();
      const error = rejection(client.noop());
      const { tag } = await server.command('NOOP');
      server.close();
      return [await error, { ...nothing, command: 'NOOP', sent: `${tag} NOOP`, retry: 'reconnect' }];
    },
  ],
  'malformed-reply': [
    async () => {
      const { client, server } = await signedIn();
      const error = rejection(client.status(work, ['MESSAGES']));
      const { tag } = await server.command('STATUS');
      server.say(`${tag} PERHAPS`);
      const sent = `${tag} STATUS Work (MESSAGES)`;
      return [await error, { ...nothing, command: 'STATUS', sent, mailbox: 'Work' }];
    },
  ],
  tls: [
    async () => {
      const server = createServer((socket) => socket.on('error', () => undefined).end('* OK hi\r\n'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const error = await rejection(openTls({ host: '127.0.0.1', port, signal: never }));
      server.close();
      return [error, nothing];
    },
  ],
  connect: [
    async () => {
      const port = await closedPort();
      return [await rejection(openTls({ host: '127.0.0.1', port, signal: never })), { ...nothing, retry: 'reconnect' }];
    },
  ],
  proxy: [
    async () => {
      const proxy = {
        kind: 'socks5',
        host: '127.0.0.1',
        port: await closedPort(),
        user: 'u',
        password: secret,
      } as const;
      const error = await rejection(openTls({ host: 'mail.invalid', port: 993, signal: never, proxy }));
      return [error, { ...nothing, retry: 'reconnect' }];
    },
  ],
  greeting: [
    async () => {
      const one = scene();
      one.server.say('* BYE [UNAVAILABLE] too many');
      const error = await rejection(connectImap(one.options));
      return [error, { ...nothing, retry: 'later', answer: 'BYE * UNAVAILABLE too many' }];
    },
    async () => {
      const one = scene();
      one.server.say('220 mail ESMTP');
      return [await rejection(connectImap(one.options)), nothing];
    },
  ],
  starttls: [
    async () => {
      const one = upgradableScene();
      one.server.say('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi');
      const error = rejection(connectImap(one.options));
      const { tag } = await one.server.command('STARTTLS');
      one.server.say(`${tag} NO not now`);
      const sent = `${tag} STARTTLS`;
      return [await error, { ...nothing, command: 'STARTTLS', sent, answer: `NO ${tag} - not now` }];
    },
  ],
  authentication: [
    async () => {
      const one = scene();
      one.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256 SASL-IR] hi');
      const client = await connectImap(one.options);
      const error = rejection(client.signIn({ kind: 'password', user: 'alice', password: secret }));
      const { tag } = await one.server.command('AUTHENTICATE SCRAM-SHA-256');
      one.server.say('+ AAAA');
      await one.server.expect(/^\*$/);
      one.server.say(`${tag} BAD cancelled`);
      const sent = `${tag} AUTHENTICATE SCRAM-SHA-256 <secret>`;
      return [await error, { ...nothing, command: 'AUTHENTICATE', sent, retry: 'after-user' }];
    },
  ],
  'no-mechanism': [
    async () => {
      const one = scene();
      one.server.say('* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi');
      const client = await connectImap(one.options);
      const error = await rejection(client.signIn({ kind: 'password', user: 'alice', password: secret }));
      return [error, { ...nothing, command: 'AUTHENTICATE', retry: 'after-user' }];
    },
  ],
  'plaintext-forbidden': [
    async () => {
      const one = scene({ protect: 'none' }, { kind: 'none' }, false);
      return [await rejection(connectImap(one.options)), nothing];
    },
  ],
  'invalid-argument': [
    async () => {
      const one = scene();
      one.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi');
      const client = await connectImap(one.options);
      const error = await rejection(client.signIn({ kind: 'password', user: 'alice', password: `${secret}\0` }));
      return [error, { ...nothing, command: 'AUTHENTICATE' }];
    },
  ],
  storage: [
    async () => {
      const tried = deferred<undefined>();
      const open = (): Promise<never> => {
        tried.resolve(undefined);
        return Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }));
      };
      const spill = { memory: 0, open };
      const { client, server } = await signedIn('IMAP4rev1', { spill });
      const selecting = client.select(work);
      await answerSelect(server, 3);
      const rows = (await selecting).fetch([{ from: 1, to: 9 }], [{ section: '' }])[Symbol.asyncIterator]();
      const first = rows.next();
      const { tag } = await server.command('UID FETCH');
      client.noop().catch(() => undefined);
      const body = `BODY[] {2000000}\r\n${'x'.repeat(2_000_000)}`;
      for (const seq of [1, 2, 3, 4, 5]) server.say(`* ${seq} FETCH (UID ${seq} ${body})`);
      await first;
      await tried.promise;
      const error = await rejection(
        (async () => {
          while ((await rows.next()).done !== true);
        })(),
      );
      return [
        error,
        {
          ...nothing,
          command: 'UID FETCH',
          sent: `${tag} UID FETCH 1:9 (UID BODY.PEEK[])`,
          mailbox: 'Work',
          retry: 'later',
        },
      ];
    },
  ],
};

for (const [kind, scenes] of Object.entries(cases)) {
  scenes.forEach((run, index) => {
    test(`${kind}, ${index + 1}: tells command, what was sent, answer, mailbox and advice, and no secret`, async () => {
      const [error, expected] = await run();
      assert.equal(error.detail.kind, kind);
      assert.deepEqual(told(error), expected);
      assert.match(error.message, /^[A-Z].{10,}/);
      const shown = `${error.stack ?? ''} ${JSON.stringify(error)} ${JSON.stringify(told(error))}`;
      assert.ok(!shown.includes(secret) && !shown.includes(Buffer.from(secret).toString('base64').slice(0, -4)));
    });
  });
}

test('a long command is cut in its error, literals and control characters do not show', async () => {
  const { client, server } = await signedIn('IMAP4rev1 LITERAL+');
  const error = rejection(client.command('XLONG', [{ literal: Buffer.from(secret) }, { raw: 'y'.repeat(400) }]));
  const { tag } = await server.command('XLONG');
  server.say(`${tag} BAD no`);
  const { sent } = await error;
  assert.ok(sent !== null && sent.startsWith(`${tag} XLONG {16+}<16 octets> yyy`) && sent.endsWith('y…'));
  assert.equal(sent.length, 301);
});
