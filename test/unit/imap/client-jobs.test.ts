import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { AppendJob } from '../../../extension/imap/client/append-job.ts';
import type { Client } from '../../../extension/imap/client/client.ts';
import { oneConnection } from '../../../extension/imap/client/mailbox-access.ts';
import { TransferJob } from '../../../extension/imap/client/transfer-job.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { failure } from './failure.ts';
import { answerSelect, signedIn, type ScriptedServer } from './scripted-server.ts';

const work = mailboxFromDisplay('Work', false);
const plain = 'IMAP4rev1 UIDPLUS UNSELECT LITERAL+';
const message = Buffer.from('Message-ID: <1@x>\r\nSubject: one\r\n\r\ntext\r\n');

function move(kind: 'copy' | 'move' = 'move'): TransferJob {
  return new TransferJob({ kind, source: inbox, uidValidity: 77, uids: [uid(10), uid(20)], target: work });
}

function start(job: TransferJob | AppendJob, client: Client): Promise<unknown> {
  const running = job.run(oneConnection(client));
  running.catch(() => undefined);
  return running;
}

/** SELECT of INBOX and STATUS of the target, as the first run asks for them. */
async function upToCopy(server: ScriptedServer): Promise<void> {
  await answerSelect(server, 3);
  await server.answer('STATUS', '* STATUS Work (UIDNEXT 51 UIDVALIDITY 5)');
}

function row(uidNumber: number, id: string): string {
  const envelope = `ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL "<${id}>")`;
  return `FETCH (UID ${uidNumber} RFC822.SIZE 300 INTERNALDATE "01-Jan-2026 00:00:00 +0000" ${envelope})`;
}

/** A message in the target, as a look for what was sent is told of it. */
function stored(number: number, header: string, text = ''): string {
  const size = header.length + text.length;
  return `* ${number - 43} FETCH (UID ${number} RFC822.SIZE ${size} BODY[HEADER] {${header.length}}\r\n${header})`;
}

/** A job whose APPEND reached the server, as far as it knows, and found no answer. */
async function unanswered(content: Buffer): Promise<AppendJob> {
  const job = new AppendJob(work, { content });
  const { client, server } = await signedIn(plain);
  const running = failure(start(job, client));
  await server.answer('STATUS', '* STATUS Work (UIDNEXT 51 UIDVALIDITY 5)');
  await server.command('APPEND');
  server.close();
  assert.equal((await running).kind, 'closed');
  return job;
}

async function answerTarget(server: ScriptedServer, uidNext: number, ...rows: readonly string[]): Promise<void> {
  await server.answer('SELECT', '* 9 EXISTS', '* OK [UIDVALIDITY 5] valid', `* OK [UIDNEXT ${uidNext}] next`);
  if (uidNext > 51) assert.match(await server.answer('UID FETCH', ...rows), new RegExp(`^51:${uidNext - 1} `));
}

for (const [how, end] of [
  ['NO [OVERQUOTA]', (server: ScriptedServer, tag: string) => server.say(`${tag} NO [OVERQUOTA] full`)],
  [
    'BYE',
    (server: ScriptedServer) => {
      server.say('* BYE going down');
      server.close();
    },
  ],
  ['a cut', (server: ScriptedServer) => server.close()],
] as const)
  test(`fault 45: COPY of a move by fall-back ends by ${how}: nothing is marked, nothing expunged`, async () => {
    const { client, server } = await signedIn(plain);
    const job = move();
    const running = failure(start(job, client));
    await upToCopy(server);
    const { tag, rest } = await server.command('UID COPY');
    assert.equal(rest, '10,20 Work');
    end(server, tag);
    assert.ok(['refused', 'closed'].includes((await running).kind));
    assert.doesNotMatch(server.unread, /STORE|EXPUNGE/);
    client.destroy();
    if (how.startsWith('NO')) return;
    // On the next connection it is copied first again, and only then would anything go.
    const next = await signedIn(plain);
    const again = failure(start(job, next.client));
    await answerSelect(next.server, 3);
    await next.server.answer('UID FETCH', `* 1 ${row(10, 'ten@x')}`, `* 2 ${row(20, 'twenty@x')}`);
    await answerTarget(next.server, 51);
    await answerSelect(next.server, 3);
    await next.server.answer('UID SEARCH', '* SEARCH 10 20');
    const second = await next.server.command('UID COPY');
    next.server.say(`${second.tag} NO [OVERQUOTA] full`);
    assert.equal((await again).kind, 'refused');
    assert.doesNotMatch(next.server.unread, /STORE|EXPUNGE/);
  });

test('fault 47: cut between COPY and STORE: the copy is known, only the source goes', async () => {
  const job = move();
  const first = await signedIn(plain);
  const running = failure(start(job, first.client));
  await upToCopy(first.server);
  await first.server
    .command('UID COPY')
    .then(({ tag }) => first.server.say(`${tag} OK [COPYUID 5 10,20 51:52] copied`));
  await answerSelect(first.server, 3);
  await first.server.command('UID STORE');
  first.server.close();
  assert.equal((await running).kind, 'closed');

  const { client, server } = await signedIn(plain);
  const again = start(job, client);
  await answerSelect(server, 3);
  await answerSelect(server, 3);
  assert.match(await server.answer('UID STORE'), /^10,20 \+FLAGS\.SILENT \(\\Deleted\)$/);
  assert.equal(await server.answer('UID EXPUNGE', '* 1 EXPUNGE', '* 1 EXPUNGE'), '10,20');
  await again;
  assert.deepEqual(job.copies, [
    {
      uidValidity: 5,
      source: [
        { from: 10, to: 10 },
        { from: 20, to: 20 },
      ],
      destination: [{ from: 51, to: 52 }],
    },
  ]);
});

test('fault 47: the answer to COPY is lost: copies are found by Message-ID, only the missing one is copied', async () => {
  const job = move();
  const first = await signedIn(plain);
  const running = failure(start(job, first.client));
  await upToCopy(first.server);
  await first.server.command('UID COPY');
  first.server.close();
  await running;

  const { client, server } = await signedIn(plain);
  const again = start(job, client);
  await answerSelect(server, 3);
  await server.answer('UID FETCH', `* 1 ${row(10, 'ten@x')}`, `* 2 ${row(20, 'twenty@x')}`);
  // Another's delivery came in between.
  await answerTarget(server, 53, `* 8 ${row(51, 'other@x')}`, `* 9 ${row(52, 'ten@x')}`);
  await answerSelect(server, 3);
  assert.match(await server.answer('UID SEARCH', '* SEARCH 20'), /UID 20$/);
  assert.equal(await server.answer('UID COPY'), '20 Work');
  await answerSelect(server, 3);
  assert.match(await server.answer('UID STORE'), /^10,20 /);
  assert.equal(await server.answer('UID EXPUNGE'), '10,20');
  await again;
});

test('fault 30: COPYUID tells a job of messages that it was not asked for: they stay where they are', async () => {
  const { client, server } = await signedIn(plain);
  const running = start(move(), client);
  await upToCopy(server);
  const { tag } = await server.command('UID COPY');
  server.say(`${tag} OK [COPYUID 5 1:100 201:300] copied`);
  await answerSelect(server, 3);
  assert.match(await server.answer('UID STORE'), /^10,20 /);
  assert.equal(await server.answer('UID EXPUNGE'), '10,20');
  assert.deepEqual(await running, { copies: [], source: 'removed' });
});

test('fault 47: a search that only its OK answers is no reason to leave messages without a copy', async () => {
  const { client, server } = await signedIn(plain);
  const started = { ...move('copy').state, started: true };
  const job = TransferJob.resume(started);
  const running = start(job, client);
  await answerSelect(server, 3);
  await server.answer('UID SEARCH');
  assert.equal(await server.answer('UID FETCH', '* 2 FETCH (UID 20)'), '10,20 (UID)');
  await server.answer('STATUS', '* STATUS Work (UIDNEXT 51 UIDVALIDITY 5)');
  assert.equal(await server.answer('UID COPY'), '20 Work');
  await running;
  assert.deepEqual(job.state.pending, []);
});

test('fault 48: the answer to APPEND is lost: the message is found and not sent again', async () => {
  const job = await unanswered(message);

  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  const header = message.subarray(0, message.indexOf('\r\n\r\n') + 4).toString('latin1');
  await answerTarget(server, 53, stored(51, 'Message-ID: <2@x>\r\n\r\n', 'text\r\n'), stored(52, header, 'text\r\n'));
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 52, to: 52 }] });
  assert.equal(server.unread, '');
});

test('fault 48: a server that changed the header is known by the Message-ID, folded and in small letters', async () => {
  const job = await unanswered(message);
  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  const changed = 'X-Added: 1\r\nSubject: one\r\nmessage-id:\r\n\t<1@x> (kept)\r\n\r\n';
  // An answer to it quotes the id, and is another message.
  const answered = 'Message-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nSubject: Message-ID: <1@x>\r\n\r\n';
  await answerTarget(server, 53, stored(51, answered, 'text\r\n'), stored(52, changed, 'text\r\n'));
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 52, to: 52 }] });
  assert.equal(server.unread, '');
});

test('fault 48: of several messages with its Message-ID the one that is whole is the one', async () => {
  const job = await unanswered(message);
  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  const header = message.subarray(0, message.indexOf('\r\n\r\n') + 4).toString('latin1');
  const delivered = `Received: by x\r\n${header}`;
  await answerTarget(server, 53, stored(51, delivered, 'text\r\n'), stored(52, header, 'text\r\n'));
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 52, to: 52 }] });
});

/** `there` came meanwhile and is not what was sent: that is sent again. */
async function sendsBeside(content: Buffer, there: string): Promise<void> {
  const job = await unanswered(content);
  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  await answerTarget(server, 53, there);
  const { tag } = await server.command('APPEND');
  await server.octets(content.length + 2);
  server.say(`${tag} OK [APPENDUID 5 53] there`);
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 53, to: 53 }] });
}

/** `there` is what was sent. */
async function findsAgain(content: Buffer, there: string): Promise<void> {
  const job = await unanswered(content);
  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  await answerTarget(server, 53, there);
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 51, to: 51 }] });
  assert.equal(server.unread, '');
}

const headerAt = (minute: string, subject = 'draft'): string =>
  `Message-ID: <d@x>\r\nDate: Sat, 21 Nov 2026 10:0${minute}:00 +0100\r\nSubject: ${subject}\r\n\r\n`;
const added = 'X-Added: 1\r\n';

test('fault 48: another version with the same Message-ID is another message: this one is sent', async () => {
  const content = Buffer.from(`${headerAt('2', 'draft, second version')}text`);
  await sendsBeside(content, stored(51, headerAt('2', 'draft, first version'), 'text'));
  await sendsBeside(content, stored(51, headerAt('1', 'draft, second version'), 'text'));
  await sendsBeside(content, stored(51, added + headerAt('2', 'draft, second version'), 'text'.repeat(30)));
  // Drafts may have no date yet.
  const undated = 'Message-ID: <d@x>\r\nSubject: draft\r\n\r\n';
  await sendsBeside(Buffer.from(`${undated}much more text`), stored(51, added + undated, 'text'));
});

test('fault 48: the same header before another text is another message: this one is sent', async () => {
  const content = Buffer.from(`${headerAt('2')}much more text`);
  await sendsBeside(content, stored(51, headerAt('2'), 'text'));
  // Without its size it cannot be told.
  await sendsBeside(content, stored(51, headerAt('2'), 'much more text').replace(/RFC822\.SIZE \d+ /, ''));
});

test('fault 48: line ends, a zone, a fold and a size that is estimated make no other message', async () => {
  const text = 'one line\r\n'.repeat(40);
  const content = Buffer.from(headerAt('2', 'a longer one') + text);
  const inFeeds = (octets: string): string => octets.replaceAll('\r\n', '\n');
  await findsAgain(content, stored(51, inFeeds(headerAt('2', 'a longer one')), inFeeds(text)));
  await findsAgain(Buffer.from(inFeeds(content.toString('latin1'))), stored(51, headerAt('2', 'a longer one'), text));
  await findsAgain(content, stored(51, headerAt('2', 'a longer one'), `${text}\r\n`));
  const anew = headerAt('2', 'a\r\n longer  one').replace('10:02:00 +0100', '09:02:00 +0000');
  await findsAgain(content, stored(51, added + anew, text.slice(40)));
});

test('fault 48: without a Message-ID only the same header is the same message', async () => {
  const content = Buffer.from('Subject: one\r\n\r\nMessage-ID: <1@x>\r\n');
  const job = await unanswered(content);
  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  const other = 'Subject: one\r\nMessage-ID: <1@x>\r\n\r\n';
  await answerTarget(server, 53, stored(51, other));
  const { tag } = await server.command('APPEND');
  await server.octets(content.length + 2);
  server.say(`${tag} OK [APPENDUID 5 53] there`);
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 53, to: 53 }] });
});

test('fault 48: the message is not there: it is sent again', async () => {
  const job = await unanswered(message);
  const { client, server } = await signedIn(plain);
  const again = job.run(oneConnection(client));
  await answerTarget(server, 51);
  const { tag } = await server.command('APPEND');
  await server.octets(message.length + 2);
  server.say(`${tag} OK [APPENDUID 5 51] there`);
  assert.deepEqual(await again, { uidValidity: 5, uids: [{ from: 51, to: 51 }] });
});

test('fault 49: a job whose mailbox was made anew stops and says so', async () => {
  const { client, server } = await signedIn(plain);
  const job = new TransferJob({ kind: 'move', source: inbox, uidValidity: 1, uids: [uid(10)], target: work });
  const running = failure(start(job, client));
  await answerSelect(server, 3);
  assert.equal((await running).kind, 'invalid-argument');
  assert.equal(server.unread, '');
});

test('a mailbox that is refused is told once to whoever waits: by APPEND, not by the STATUS in front of it', async () => {
  const told: string[] = [];
  const onStatus = ({ status, command }: StatusEvent): void => {
    if (status.type === 'status' && status.kind === 'NO') told.push(`${command?.name} ${command?.origin}`);
  };
  const { client, server } = await signedIn(plain, { onStatus });
  const job = new AppendJob(work, { content: message });
  const running = failure(job.run(oneConnection(client), { origin: 'user' }));
  const asked = await server.command('STATUS');
  server.say(`${asked.tag} NO [TRYCREATE] no such mailbox`);
  const { tag } = await server.command('APPEND');
  await server.octets(message.length + 2);
  server.say(`${tag} NO [TRYCREATE] no such mailbox`);
  assert.equal((await running).kind, 'refused');
  assert.deepEqual(told, ['STATUS background', 'APPEND user']);
});
