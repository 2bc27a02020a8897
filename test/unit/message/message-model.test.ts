import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapError } from '../../../extension/imap/errors.ts';
import { MessageGoneError } from '../../../extension/mail/model.ts';
import { MessageModel, type ModelMessage } from '../../../extension/message/message-model.ts';
import { ManualClock } from '../imap/manual-clock.ts';
import { multipart, part } from '../mime/structures.ts';
import { FakeAccess, ref, type FakeMessage } from './fake-access.ts';

const clock = new ManualClock();

interface Setup {
  readonly model: MessageModel;
  readonly access: FakeAccess;
  readonly told: ModelMessage[];
}

function setup(fake: FakeMessage, marks: number | null = 0, section: string | null = null): Setup {
  const access = new FakeAccess(fake);
  const model = new MessageModel(
    access,
    { ref, section },
    {
      stepText: (step) => step.kind,
      failureText: (failure) => failure.detail,
      imageText: (reason) => reason,
      markReadAfter: () => marks,
      after: (ms, run) => clock.after(ms, run),
    },
  );
  const told: ModelMessage[] = [];
  model.onMessage((message) => told.push(message));
  return { model, access, told };
}

const types = (messages: readonly ModelMessage[]): string[] => messages.map(({ type }) => type);
const plain: FakeMessage = { structure: part('text/plain'), sections: { '1': 'Hi' } };

test('progress, then the message, then it is read', async () => {
  const { model, access, told } = setup(plain);
  await model.start();
  assert.equal(types(told).at(0), 'progress');
  assert.deepEqual(types(told).slice(-2), ['show', 'flags']);
  assert.deepEqual(access.asked, ['summary', 'HEADER', '1', '+\\Seen']);
  await model.start();
  assert.equal(access.asked.length, 4);
});

test('not marked when the setting says never, when it is read already, when it is a mail in a mail', async () => {
  const attached = part('message/rfc822', {
    message: { envelope: (await new FakeAccess(plain).summary()).envelope, body: part('text/plain') },
  });
  for (const { model, access } of [
    setup(plain, null),
    setup({ ...plain, flags: ['\\seen'] }),
    setup({ structure: multipart('mixed', attached) }, 0, '1'),
  ]) {
    await model.start();
    assert.notEqual(model.loaded, null);
    assert.ok(access.asked.every((asked) => !asked.startsWith('+')));
  }
});

test('a mailbox that refuses the flag does not hide the message', async () => {
  const { model, access, told } = setup(plain);
  access.failFlags = new Error('read-only');
  await model.start();
  assert.equal(types(told).at(-1), 'show');
});

test('failures are told by kind, and Retry tries again', async () => {
  const { model, access, told } = setup(plain);
  access.failSummary = new MessageGoneError(ref, 'gone');
  await model.start();
  assert.deepEqual(told.at(-1), { type: 'error', kind: 'message-gone', message: 'gone', canRetry: true, keep: false });
  assert.deepEqual(types(model.replay()), ['error']);
  access.failSummary = new ImapError('The connection was lost.', { kind: 'closed', reason: { kind: 'eof' } });
  await model.retry();
  assert.deepEqual(told.at(-1), {
    type: 'error',
    kind: 'connection',
    message: 'The connection was lost.',
    canRetry: true,
    keep: false,
  });
  access.failSummary = null;
  await model.retry();
  assert.deepEqual(types(model.replay()), ['show']);
});

test('a page that comes later is told everything, images included', async () => {
  const { model } = setup({
    structure: multipart(
      'related',
      part('text/html'),
      part('image/png', { id: '<a>', encoding: 'base64' }),
      part('image/png', { id: '<b>' }),
      part('image/png', { id: '<big>', size: 9_000_000 }),
    ),
    sections: { '1': '<img src=cid:a><img src=cid:b><img src=cid:big>', '2': 'iVBORw==', '3': '' },
  });
  assert.deepEqual(model.replay(), []);
  await model.start();
  const [show, ...images] = model.replay();
  assert.ok(show?.type === 'show' && show.message.flags.includes('\\Seen'));
  assert.deepEqual(
    images.map((image) =>
      image.type === 'image'
        ? [image.cid, Buffer.from(image.data).toString('hex')]
        : image.type === 'imageFailed'
          ? [image.cid, image.reason]
          : [],
    ),
    [
      ['big', 'too-large'],
      ['a', '89504e47'],
      ['b', 'failed'],
    ],
  );
});

test('while the account connects, a page is told so; disposed, nothing is told any more', async () => {
  const { model, access, told } = setup(plain);
  const connected = Promise.withResolvers<void>();
  access.ready = () => connected.promise;
  const started = model.start();
  assert.deepEqual(model.replay(), [{ type: 'progress', text: 'connecting', received: null, total: null }]);
  told.length = 0;
  model.dispose();
  connected.resolve();
  await started;
  assert.deepEqual([told, access.asked], [[], []]);
});

test('a server cut in mid-text ends in an error, not in half a message', async () => {
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new ImapError('Connection closed.', { kind: 'closed', reason: { kind: 'eof' } });
  }
  const { model, told } = setup({ structure: part('text/plain'), sections: { '1': cut } });
  await model.start();
  assert.equal(types(told).at(-1), 'error');
  assert.equal(model.loaded, null);
});

test('Show all fetches anew, without the cap', async () => {
  const size = 3_000_000;
  const { model, access, told } = setup({
    structure: part('text/plain', { size }),
    flags: ['\\Seen'],
    sections: { '1': Buffer.alloc(size, 'x') },
  });
  access.chunk = 100_000;
  await model.start();
  assert.equal(model.loaded?.view.bodies[0]?.text?.truncated, true);
  const progress = told.filter(({ type }) => type === 'progress').length;
  assert.ok(progress < 40, `${progress} messages of progress`);
  await model.showAll();
  assert.equal(model.loaded?.view.bodies[0]?.text?.truncated, false);
});

test('read only after it has been shown for as long as the setting says', async () => {
  const { model, access, told } = setup(plain, 3000);
  const marked = (): number => access.asked.filter((asked) => asked === '+\\Seen').length;
  await model.start();
  await clock.advance(2000);
  model.setShown(false);
  await clock.advance(60_000);
  assert.equal(marked(), 0, 'nobody saw it');
  model.setShown(true);
  await clock.advance(2999);
  assert.equal(marked(), 0);
  await clock.advance(1);
  assert.equal(marked(), 1);
  assert.deepEqual(told.at(-1), { type: 'flags', flags: ['\\Seen'] });
  model.setShown(false);
  model.setShown(true);
  await clock.advance(60_000);
  assert.equal(marked(), 1, 'once');
  assert.equal(clock.waiting, 0);
});

test('closed or read elsewhere before its time, it is not marked', async () => {
  const closed = setup(plain, 3000);
  await closed.model.start();
  closed.model.dispose();
  const elsewhere = setup(plain, 3000);
  await elsewhere.model.start();
  elsewhere.access.change({ kind: 'flags', flags: ['\\Seen'] });
  await clock.advance(60_000);
  for (const { access } of [closed, elsewhere]) assert.ok(!access.asked.includes('+\\Seen'));
  assert.deepEqual(elsewhere.told.at(-1), { type: 'flags', flags: ['\\Seen'] });
});

test('flags follow while it is open, for pages that come later too', async () => {
  const { model, access, told } = setup({ ...plain, flags: ['\\Seen'] });
  await model.start();
  access.change({ kind: 'flags', flags: ['\\Seen', '\\Flagged'] });
  access.change({ kind: 'flags', flags: ['\\Flagged', '\\Seen'] });
  assert.equal(told.filter(({ type }) => type === 'flags').length, 1, 'the same flags are told once');
  const [shown] = model.replay();
  assert.deepEqual(shown?.type === 'show' && shown.message.flags, ['\\Seen', '\\Flagged']);
});

test('expunged while it is open: it stays readable, and that it went is said', async () => {
  const { model, access, told } = setup({ ...plain, flags: ['\\Seen'] });
  await model.start();
  access.change({ kind: 'look' });
  await clock.advance(0);
  assert.equal(told.at(-1)?.type, 'show', 'it is still there');
  access.failSummary = new MessageGoneError(ref, 'The message is no longer in its mailbox.');
  access.change({ kind: 'look' });
  await clock.advance(0);
  const said = { type: 'error', kind: 'message-gone', message: 'The message is no longer in its mailbox.' };
  assert.deepEqual(told.at(-1), { ...said, canRetry: false, keep: true });
  assert.deepEqual(types(model.replay()), ['show', 'error']);
  access.failSummary = new ImapError('lost', { kind: 'closed', reason: { kind: 'eof' } });
  access.change({ kind: 'look' });
  await clock.advance(0);
  assert.equal(
    told.filter(({ type }) => type === 'error').length,
    1,
    'a lost connection says nothing about the message',
  );
});
