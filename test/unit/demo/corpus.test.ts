import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { test } from 'node:test';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import { encodeText } from '../../../extension/demo/mailbox/charsets.ts';
import { buildDemoMailbox } from '../../../extension/demo/mailbox/demo-mailbox.ts';
import { parseEntity, type Entity } from '../../../extension/demo/server/mime-tree.ts';
import { headerValue } from '../../../extension/demo/server/header.ts';
import { decodeBodyText, decodeHeaderText } from '../../../extension/demo/server/text-decode.ts';
import { encodeUtf7 } from '../../../extension/imap/wire/utf7.ts';
import { clock, signedIn } from './raw-client.ts';
import { atomOf, fetchItems, listOf, stringOf, type WireValue } from './wire-value.ts';

const { folders } = buildDemoMailbox(clock);
const messages = folders.flatMap((folder) =>
  folder.messages.map((message) => ({ folder, message, entity: parseEntity(message.raw) })),
);

function parts(entity: Entity): Entity[] {
  return [entity, ...entity.parts.flatMap(parts), ...(entity.message === null ? [] : parts(entity.message))];
}
const allParts = messages.flatMap(({ entity }) => parts(entity));
const subjectOf = (entity: Entity): string => decodeHeaderText(headerValue(entity.header, 'subject') ?? '');
const bySubject = (pattern: RegExp): Entity => {
  const found = messages.find(({ entity }) => pattern.test(subjectOf(entity)));
  assert.ok(found, `a message with subject ${pattern}`);
  return found.entity;
};
const headers = (name: string): string[] =>
  allParts.map((part) => headerValue(part.header, name)).filter((value) => value !== null);

test('enough mail in enough mailboxes', () => {
  const selectable = folders.filter((folder) => folder.noSelect !== true);
  assert.ok(messages.length >= 45, `${messages.length} messages`);
  assert.ok(selectable.length >= 9, `${selectable.length} mailboxes`);
  assert.ok(
    folders.some(
      (folder) => folder.noSelect === true && folders.some(({ path }) => path.startsWith(`${folder.path}/`)),
    ),
  );
  assert.ok(selectable.some((folder) => folder.messages.length === 0));
  assert.ok(folders.some((folder) => folder.readOnly === true && folder.messages.length > 0));
  assert.ok(folders.some(({ path }) => path.split('/').length === 3));
  assert.ok(folders.filter(({ path }) => encodeUtf7(path) !== path).length >= 3);
  for (const use of ['\\Sent', '\\Drafts', '\\Trash', '\\Junk', '\\Archive'])
    assert.ok(
      folders.some(({ specialUse }) => specialUse === use),
      use,
    );
});

test('INBOX has news', () => {
  const inbox = folders.find(({ path }) => path === 'INBOX')?.messages ?? [];
  const unread = inbox.filter(({ flags }) => !flags.includes('\\Seen'));
  assert.ok(unread.length >= 8, `${unread.length} unread`);
  assert.ok(unread.some(({ internalDate }) => clock.getTime() - internalDate.getTime() < 3_600_000));
  for (const flag of ['\\Flagged', '\\Answered', '$Important', '$Forwarded'])
    assert.ok(
      inbox.some(({ flags }) => flags.includes(flag)),
      flag,
    );
  assert.ok(messages.some(({ message }) => message.flags.includes('\\Draft')));
});

test('nothing lies in the future, arrival is in order, the same moment gives the same octets', () => {
  for (const { path, messages: list } of folders) {
    for (const [i, { internalDate }] of list.entries()) {
      assert.ok(internalDate.getTime() <= clock.getTime(), path);
      assert.ok(i === 0 || internalDate.getTime() >= (list[i - 1]?.internalDate.getTime() ?? 0), path);
    }
  }
  const again = buildDemoMailbox(clock).folders.flatMap((folder) => folder.messages);
  assert.deepEqual(
    again.map(({ raw }) => raw),
    messages.map(({ message }) => message.raw),
  );
  const later = buildDemoMailbox(new Date('2031-07-01T00:00:00Z')).folders.flatMap((folder) => folder.messages);
  assert.equal(later.length, messages.length);
});

test('mail of every kind is there', () => {
  const types = new Set(allParts.map(({ type, subtype }) => `${type}/${subtype}`));
  for (const type of [
    'text/plain',
    'text/html',
    'multipart/alternative',
    'multipart/related',
    'multipart/mixed',
    'multipart/signed',
    'multipart/report',
    'multipart/digest',
    'message/rfc822',
    'message/delivery-status',
    'message/disposition-notification',
    'text/calendar',
    'text/csv',
    'text/vcard',
    'text/x-patch',
    'image/png',
    'application/pdf',
  ])
    assert.ok(types.has(type), type);
  const charsets = new Set(
    allParts.flatMap(({ parameters }) => parameters.filter(([name]) => name === 'charset').map(([, value]) => value)),
  );
  for (const charset of ['us-ascii', 'utf-8', 'windows-1252', 'koi8-r', 'iso-8859-15', 'iso-2022-jp', 'shift_jis'])
    assert.ok(charsets.has(charset), charset);
  const encodings = new Set(headers('content-transfer-encoding'));
  for (const encoding of ['7bit', '8bit', 'quoted-printable', 'base64']) assert.ok(encodings.has(encoding), encoding);
  const subjects = headers('subject').join('\n');
  assert.match(subjects, /=\?[\w-]+\?B\?/);
  assert.match(subjects, /=\?[\w-]+\?Q\?/);
  assert.match(headers('content-type').join('\n'), /format=flowed; delsp=yes/);
  assert.match(headers('content-type').join('\n'), /method=REQUEST/);
  assert.match(headers('content-disposition').join('\n'), /filename\*0\*=utf-8'de'/);
  assert.ok(headers('content-id').length >= 2);
  assert.ok(headers('list-unsubscribe-post').includes('List-Unsubscribe=One-Click'));
  assert.ok(messages.some(({ entity }) => headerValue(entity.header, 'subject') === null));
  assert.ok(messages.some(({ entity }) => entity.bodyStart === entity.bodyEnd));
  assert.ok(
    messages.some(({ message }) => message.raw.length >= 300 * 1024),
    'a very long one',
  );
  assert.ok(messages.filter(({ entity }) => /^\[PATCH v2 \d\/3\]/.test(subjectOf(entity))).length === 4);
  assert.ok(
    messages.some(({ entity }) => /[\u0590-\u05ff]/.test(subjectOf(entity))),
    'Hebrew',
  );
  assert.ok(
    messages.some(({ entity }) => /[\u0600-\u06ff]/.test(subjectOf(entity))),
    'Arabic',
  );
  assert.ok(
    messages.some(({ entity }) => /\p{Emoji_Presentation}/u.test(subjectOf(entity))),
    'emoji',
  );
  assert.ok(
    messages.some(({ message }) => /^Subject: [^\r]*[\x80-\xff]/m.test(message.raw.toString('latin1'))),
    'raw 8-bit header',
  );
});

test('the texts come out as they were written', () => {
  assert.match(decodeBodyText(bySubject(/^Angebot „Mehrfarbig“ – 1\.249,00 €$/)), /Gedankenstrich und das Eurozeichen/);
  assert.match(decodeBodyText(bySubject(/^Сервер на чердаке снова отвечает$/)), /Он пишет в KOI8-R.*всё ещё/s);
  assert.match(decodeBodyText(bySubject(/^メールの文字化けについて$/)), /文字化けはありませんか。/);
  assert.match(
    decodeBodyText(bySubject(/^会議のメモ（シフトJIS）$/)),
    /「表」や「ソ」の二バイト目は「\\」と同じです。/,
  );
  assert.match(decodeBodyText(bySubject(/^Rechnung 2024-0117: 86,40 €$/)), /72,60 €/);
  assert.equal(subjectOf(bySubject(/引っ越し$/)), '東京オフィスの引っ越し');
  assert.equal(subjectOf(bySubject(/surowy/)), 'Nagłówki bez kodowania – surowy UTF-8');
});

test('the encoders agree with the decoders of the platform', () => {
  const samples = [
    ['windows-1252', 'Größe „x“ – 5 € …'],
    ['iso-8859-15', 'Žena œuvre 5 €'],
    ['koi8-r', 'Съешь ещё этих мягких французских булок, ЁЖ'],
    ['iso-2022-jp', 'メールの ABC 文字化け。ガ'],
    ['shift_jis', '会議「表」ソ、日本語ABC（一）ミムメモ'],
  ] as const;
  for (const [charset, text] of samples)
    assert.equal(new TextDecoder(charset).decode(encodeText(text, charset)), text, charset);
  assert.throws(() => encodeText('龍', 'shift_jis'), RangeError);
  assert.throws(() => encodeText('я', 'windows-1252'), RangeError);
});

test('six messages make one thread', () => {
  const thread = messages.filter(({ entity }) =>
    subjectOf(entity).endsWith('IDLE dies after 29 minutes, but only on Tuesdays'),
  );
  assert.equal(thread.length, 6);
  const ids = new Set(thread.map(({ entity }) => headerValue(entity.header, 'message-id')));
  const roots = thread.filter(({ entity }) => headerValue(entity.header, 'references') === null);
  assert.equal(roots.length, 1);
  for (const { entity } of thread) {
    for (const id of (headerValue(entity.header, 'references') ?? '').split(/\s+/).filter((text) => text !== ''))
      assert.ok(ids.has(id), id);
  }
});

test('names, lines and places are fit for a demo', () => {
  const ids = messages.map(({ entity }) => headerValue(entity.header, 'message-id'));
  assert.equal(new Set(ids).size, ids.length);
  for (const { message, entity } of messages) {
    const text = message.raw.toString('latin1');
    for (const [, host] of text.replaceAll('=\r\n', '').matchAll(/(?:https?:\/\/|mailto:[^@\s>]+@)([A-Za-z0-9.-]+)/g)) {
      assert.match(host ?? '', /\.example$/, `${subjectOf(entity)}: ${host}`);
    }
    for (const name of ['from', 'to', 'cc']) {
      for (const [, host] of (headerValue(entity.header, name) ?? '').matchAll(/@([^>,:\s]+)/g))
        assert.match(host ?? '', /\.example$/);
    }
    assert.doesNotMatch(text, /(?<!\r)\n|\r(?!\n)|\0/, subjectOf(entity));
    assert.ok(
      text.split('\r\n').every((line) => line.length <= 998),
      subjectOf(entity),
    );
  }
});

test('pictures and papers are real', () => {
  const png = allParts.filter(({ type, subtype }) => type === 'image' && subtype === 'png').map(contentOf);
  assert.ok(png.length >= 3);
  for (const bytes of png) {
    assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
    const [width, height, length] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes.readUInt32BE(33)];
    assert.equal(inflateSync(bytes.subarray(41, 41 + length)).length, (width * 3 + 1) * height);
  }
  const pdfs = allParts
    .filter(({ subtype }) => subtype === 'pdf')
    .map(contentOf)
    .filter((bytes) => bytes.toString('latin1').startsWith('%PDF'));
  assert.ok(pdfs.length >= 2);
  for (const bytes of pdfs) {
    const text = bytes.toString('latin1');
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    assert.equal(text.slice(start, start + 4), 'xref');
    for (const [i, [, at]] of [...text.matchAll(/^(\d{10}) 00000 n /gm)].entries())
      assert.ok(text.slice(Number(at)).startsWith(`${i + 1} 0 obj`));
  }
});

function contentOf(part: Entity): Buffer {
  return Buffer.from(part.raw.toString('latin1', part.bodyStart, part.bodyEnd), 'base64');
}

/** Sections of a BODYSTRUCTURE with the size and the lines it claims. */
function claims(
  structure: readonly WireValue[],
  section: string,
): { section: string; size: number; lines: number | null }[] {
  if (Array.isArray(structure[0])) {
    const children = structure
      .slice(
        0,
        structure.findIndex((value) => typeof value === 'string'),
      )
      .map(listOf);
    return children.flatMap((child, i) => claims(child, `${section}${section === '' ? '' : '.'}${i + 1}`));
  }
  const type = stringOf(structure[0]);
  const own = section === '' ? '1' : section;
  const isMessage = type === 'message' && structure[1] === 'rfc822';
  const lines = isMessage ? Number(atomOf(structure[9])) : type === 'text' ? Number(atomOf(structure[7])) : null;
  const inner = isMessage
    ? claims(listOf(structure[8]), own).map((claim) =>
        claim.section === own ? { ...claim, section: `${own}.1` } : claim,
      )
    : [];
  return [{ section: own, size: Number(atomOf(structure[6])), lines }, ...inner];
}

test('ENVELOPE and BODYSTRUCTURE of every message are well formed and true', async () => {
  const server = new DemoServer({ now: () => clock });
  const client = await signedIn(server);
  let checked = 0;
  for (const folder of folders.filter(({ noSelect, messages: list }) => noSelect !== true && list.length > 0)) {
    await client.ok(`EXAMINE "${encodeUtf7(folder.path)}"`);
    const rows = await client.ok('UID FETCH 1:* (ENVELOPE BODYSTRUCTURE BODY RFC822.SIZE BODY.PEEK[])');
    assert.equal(rows.length, folder.messages.length);
    for (const [i, row] of rows.entries()) {
      const items = fetchItems(row);
      const raw = folder.messages[i]?.raw.toString('latin1') ?? '';
      assert.equal(items.get('BODY[]'), raw);
      assert.equal(Number(atomOf(items.get('RFC822.SIZE'))), raw.length);
      const envelope = listOf(items.get('ENVELOPE'));
      assert.equal(envelope.length, 10);
      for (const text of [0, 1, 8, 9]) assert.ok(envelope[text] === null || typeof envelope[text] === 'string');
      for (const list of [2, 3, 4, 5, 6, 7]) {
        if (envelope[list] === null) continue;
        for (const address of listOf(envelope[list])) {
          assert.equal(listOf(address).length, 4);
          assert.ok(listOf(address).every((field) => field === null || typeof field === 'string'));
        }
      }
      const all = claims(listOf(items.get('BODYSTRUCTURE')), '');
      const answer = fetchItems(
        (await client.ok(`FETCH ${i + 1} (${all.map(({ section }) => `BODY.PEEK[${section}]`).join(' ')})`))[0] ?? '',
      );
      for (const { section, size, lines } of all) {
        const content = answer.get(`BODY[${section}]`);
        if (content === null) {
          // An empty multipart's stand-in part: nothing of it, and nothing claimed.
          assert.equal(size, 0);
          continue;
        }
        const octets = stringOf(content);
        assert.equal(octets.length, size, `${folder.path} ${i + 1} ${section}`);
        if (lines !== null)
          assert.equal(
            octets === '' ? 0 : octets.replace(/\n$/, '').split('\n').length,
            lines,
            `${folder.path} ${i + 1} ${section}`,
          );
        checked++;
      }
    }
  }
  assert.ok(checked > messages.length);
});
