import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageGoneError } from '../../../extension/mail/model.ts';
import { limits, loadMessage, type LoadedMessage, type LoadStep } from '../../../extension/message/message-loader.ts';
import { emptyEnvelope, multipart, part } from '../mime/structures.ts';
import { FakeAccess, ref, type FakeMessage } from './fake-access.ts';

interface Run {
  readonly message: LoadedMessage;
  readonly access: FakeAccess;
  readonly steps: readonly LoadStep[];
}

async function load(
  fake: FakeMessage,
  more: { readonly section?: string; readonly whole?: boolean } = {},
): Promise<Run> {
  const access = new FakeAccess(fake);
  const steps: LoadStep[] = [];
  const message = await loadMessage(
    access,
    { ref, section: more.section ?? null },
    { signal: new AbortController().signal, whole: more.whole ?? false, onStep: (step) => steps.push(step) },
  );
  return { message, access, steps };
}

const utf8 = new Map([['charset', 'utf-8']]);

test('only header and chosen texts are fetched, and they come decoded', async () => {
  const { message, access } = await load({
    structure: multipart(
      'mixed',
      multipart(
        'alternative',
        part('text/plain', { parameters: utf8, encoding: 'quoted-printable' }),
        part('text/html', { parameters: utf8 }),
      ),
      part('application/pdf', {
        disposition: 'attachment',
        fileName: '../r\u00e9sum\u00e9.pdf',
        encoding: 'base64',
        size: 78_000,
      }),
    ),
    envelope: {
      subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
      date: 'Fri, 21 Nov 1997 09:55:06 -0600',
      from: [{ type: 'mailbox', name: 'J', route: null, mailbox: 'j', host: 'x.org' }],
      sender: [{ type: 'mailbox', name: 'J', route: null, mailbox: 'j', host: 'x.org' }],
      replyTo: [{ type: 'mailbox', name: null, route: null, mailbox: 'list', host: 'x.org' }],
      messageId: '<1@x>',
    },
    flags: ['\\Flagged'],
    size: 99_000,
    sections: {
      HEADER: 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nX-A: 1\r\n\r\n',
      '1.1': '> caf=C3=A9\r\n',
      '1.2': '<p>caf\u00e9</p>',
    },
  });
  assert.deepEqual(access.asked, ['summary', 'HEADER', '1.2', '1.1']);
  const { view } = message;
  assert.equal(view.subject, 'Grüße');
  assert.deepEqual(
    view.headers.map(({ name, value }) => `${name}=${value}`),
    ['Subject=Grüße', 'X-A=1'],
  );
  assert.equal(view.bodies.length, 1);
  assert.equal(view.bodies[0]?.html?.html, '<p>café</p>');
  assert.deepEqual(view.bodies[0]?.text?.paragraphs, [{ depth: 1, text: 'café', flowed: false }]);
  assert.deepEqual(view.attachments, [
    {
      section: '2',
      name: 'résumé.pdf',
      type: 'application/pdf',
      size: 78_000,
      decodedSize: 57_000,
      inline: false,
      opens: 'save',
      warning: null,
    },
  ]);
  assert.deepEqual(view.from, [{ name: 'J', address: 'j@x.org', group: null }]);
  assert.deepEqual([view.sender, view.replyTo.length], [[], 1]);
  assert.deepEqual(
    [view.date.iso, view.date.original, view.date.received],
    ['1997-11-21T15:55:06.000Z', 'Fri, 21 Nov 1997 09:55:06 -0600', null],
  );
  assert.deepEqual(
    [view.flags, view.size, view.messageId, view.accountLabel, view.mailboxLabel],
    [['\\Flagged'], 99_000, '<1@x>', 'Demo', 'INBOX'],
  );
  assert.deepEqual(view.problems, []);
});

test('a date that does not parse gives way to the time of arrival', async () => {
  const { message } = await load({
    structure: part('text/plain'),
    envelope: { date: 'gestern' },
    internalDate: new Date('2024-01-02T03:04:05Z'),
  });
  assert.equal(message.view.date.iso, '2024-01-02T03:04:05.000Z');
  assert.equal(message.view.date.original, 'gestern');
});

test('format=flowed and DelSp reach the text', async () => {
  const parameters = new Map([
    ['format', 'Flowed'],
    ['delsp', 'Yes'],
  ]);
  const { message } = await load({
    structure: part('text/plain', { parameters }),
    sections: { '1': 'one \r\ntwo\r\n' },
  });
  const text = message.view.bodies[0]?.text;
  assert.deepEqual([text?.flowed, text?.delSp, text?.paragraphs[0]?.text], [true, true, 'onetwo']);
});

test('a text of 60 MB is fetched in part, and whole only when asked', async () => {
  const size = 60 * 1024 * 1024;
  const structure = multipart(
    'mixed',
    part('text/plain', { size }),
    part('text/plain', { size }),
    part('text/plain', { size: 10 }),
  );
  const huge = Buffer.alloc(size, 'x');
  const sections = { '1': huge, '2': huge, '3': 'tail tail!' };
  const cut = await load({ structure, sections });
  assert.deepEqual(cut.access.asked.slice(2), [`1<0.${limits.body}>`, `2<0.${limits.body}>`]);
  const { bodies } = cut.message.view;
  assert.deepEqual(
    bodies.map((body) => [body.text?.truncated, body.text?.totalSize]),
    [
      [true, size],
      [true, size],
      [true, 10],
    ],
  );
  assert.equal(bodies[0]?.text?.paragraphs[0]?.text.length, limits.body);
  assert.equal(bodies[0].text.canShowAll, false);

  const access = new FakeAccess({ structure: part('text/plain', { size }), sections: { '1': huge } });
  access.chunk = 1024 * 1024;
  const whole = await loadMessage(
    access,
    { ref, section: null },
    { signal: new AbortController().signal, whole: true, onStep: () => undefined },
  );
  const text = whole.view.bodies[0]?.text;
  assert.deepEqual([text?.truncated, text?.canShowAll], [true, false], 'a page cannot bear all of it');
  assert.equal(text?.paragraphs[0]?.text.length, limits.whole);
});

test('a source that knows no ranges, or lies about the size, is not read beyond the cap', async () => {
  let given = 0;
  let closed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        given += 65_536;
        yield Buffer.alloc(65_536, 'a');
      }
    } finally {
      closed = true;
    }
  }
  const { message } = await load({ structure: part('text/plain', { size: 10 }), sections: { '1': endless } });
  assert.equal(message.view.bodies[0]?.text?.truncated, true);
  assert.ok(given <= limits.body + 65_536 * 2);
  assert.ok(closed);
});

test('of inline images those the HTML names are fetched, the rest is listed', async () => {
  const image = (id: string, size = 100) => part('image/png', { id: `<${id}>`, size, encoding: 'base64' });
  const { message } = await load({
    structure: multipart(
      'related',
      part('text/html'),
      image('a@x'),
      image('b&c'),
      image('d e'),
      image('huge', limits.images),
      image('nobody'),
      image('f'),
    ),
    sections: {
      '1': '<img src="cid:a@x"><img src=cid:b&amp;c><td background="CID:d%20e"><img src=cid:huge><img src=cid:f><img src=cid:missing>',
    },
  });
  assert.deepEqual(
    message.images.map(({ cid }) => cid),
    ['a@x', 'b&c', 'd e', 'f'],
  );
  assert.deepEqual(
    message.largeImages.map(({ cid }) => cid),
    ['huge'],
  );
  assert.deepEqual(
    message.view.inlineImages.map(({ cid, section }) => `${cid}=${section}`),
    ['a@x=2', 'b&c=3', 'd e=4', 'huge=5', 'f=7'],
  );
  assert.deepEqual(
    message.view.attachments.map(({ section, inline }) => [section, inline]),
    [['6', true]],
  );
});

test('images of a message without HTML are listed', async () => {
  const { message, access } = await load({
    structure: multipart('related', part('text/plain'), part('image/gif', { id: '<x>' })),
  });
  assert.deepEqual(
    message.view.attachments.map(({ section }) => section),
    ['2'],
  );
  assert.deepEqual(access.asked, ['summary', 'HEADER', '1']);
});

test('charset: the header first, then what the HTML says of itself', async () => {
  const html = Buffer.from(
    '<meta http-equiv=content-type content="text/html; charset=windows-1251">\xcf\xf0',
    'latin1',
  );
  const silent = await load({ structure: part('text/html'), sections: { '1': html } });
  assert.ok(silent.message.view.bodies[0]?.html?.html.endsWith('Пр'));
  const named = await load({
    structure: part('text/html', { parameters: new Map([['charset', 'windows-1252']]) }),
    sections: { '1': html },
  });
  assert.ok(named.message.view.bodies[0]?.html?.html.endsWith('Ïð'));
});

test('what was mended is said once', async () => {
  const { message } = await load({
    structure: multipart(
      'mixed',
      part('text/plain', { encoding: 'base64' }),
      part('text/plain', { encoding: 'base64' }),
    ),
    sections: { HEADER: 'A: 1\r\nnonsense\r\n\r\n', '1': 'SG!k=', '2': 'SG!k=' },
  });
  assert.equal(message.view.problems.length, 2);
  assert.equal(message.view.bodies[1]?.text?.paragraphs[0]?.text, 'Hi');
});

test('more than twenty texts: the first are shown, the rest is listed', async () => {
  const { message, access } = await load({
    structure: multipart('mixed', ...Array.from({ length: 500 }, () => part('text/plain', { size: 1 }))),
  });
  assert.equal(message.view.bodies.length, 20);
  assert.equal(message.view.attachments.length, 480);
  assert.equal(access.asked.length, 22);
  assert.match(message.view.problems.join(), /more than 20 texts/);
});

test('a mail in the mail: its own envelope, header and parts', async () => {
  const inner = multipart(
    'mixed',
    part('text/plain'),
    part('image/png', { disposition: 'attachment', fileName: 'i.png' }),
  );
  const fake: FakeMessage = {
    structure: multipart(
      'mixed',
      part('text/plain'),
      part('message/rfc822', {
        size: 555,
        message: { envelope: { ...emptyEnvelope, subject: 'Inner / one' }, body: inner },
      }),
    ),
    envelope: { subject: 'Outer' },
    flags: ['\\Seen'],
    sections: { '2.HEADER': 'Subject: Inner / one\r\n\r\n', '2.1': 'inside' },
  };
  const outer = await load(fake);
  assert.deepEqual(
    outer.message.view.attachments.map(({ name, opens, section }) => [name, opens, section]),
    [['Inner - one.eml', 'message', '2']],
  );
  const { message, access } = await load(fake, { section: '2' });
  assert.deepEqual(access.asked, ['summary', '2.HEADER', '2.1']);
  assert.deepEqual([message.view.subject, message.view.size, message.view.flags], ['Inner / one', 555, []]);
  assert.deepEqual(
    message.view.attachments.map(({ section, opens }) => [section, opens]),
    [['2.2', 'image']],
  );
  await assert.rejects(load(fake, { section: '1' }), MessageGoneError);
  await assert.rejects(load(fake, { section: '9.9' }), MessageGoneError);
});

test('no structure, winmail.dat, long header: said', async () => {
  assert.equal((await load({ structure: null })).message.view.problems.length, 1);
  const tnef = await load({
    structure: multipart('mixed', part('text/plain'), part('application/ms-tnef')),
    sections: { '1': 'x' },
  });
  assert.match(tnef.message.view.problems[0] ?? '', /winmail/);
  const header = await load({ structure: part('text/plain'), sections: { HEADER: `A: ${'x'.repeat(limits.header)}` } });
  assert.match(header.message.view.problems[0] ?? '', /1 MB/);
});

test('progress counts towards the whole', async () => {
  const { steps } = await load({
    structure: multipart('alternative', part('text/plain', { size: 3000 }), part('text/html', { size: 5000 })),
    sections: { '1': 'x'.repeat(3000), '2': 'y'.repeat(5000) },
  });
  assert.deepEqual(
    steps.slice(0, 3).map(({ kind }) => kind),
    ['connecting', 'envelope', 'header'],
  );
  const counts = steps.flatMap((step) => (step.kind === 'body' ? [[step.received, step.total]] : []));
  assert.deepEqual(counts.at(-1), [8000, 8000]);
  assert.ok(counts.every(([received = 0], index) => index === 0 || received > (counts[index - 1]?.[0] ?? 0)));
});
