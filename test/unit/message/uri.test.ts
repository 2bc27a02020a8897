import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay, mailboxFromWire, type MailboxName } from '../../../extension/imap/wire/mailbox-name.ts';
import { accountId, type MessageRef } from '../../../extension/mail/model.ts';
import {
  emlName,
  messageUri,
  parseMailUri,
  partUri,
  sourceUri,
  type UriParts,
} from '../../../extension/message/uri.ts';

const ref = (mailbox: MailboxName, account = 'demo'): MessageRef => ({
  account: accountId(account),
  mailbox,
  uidValidity: 1700000000,
  uid: uid(42),
});

/** As `vscode.Uri.parse` reads a string: the path decoded once, the authority in lower case after a round through text. */
function parts(text: string): UriParts {
  const match = /^([a-z]+):\/\/([^/]*)(\/[^?#]*)$/.exec(text);
  assert.ok(match, text);
  return {
    scheme: match[1] ?? '',
    authority: (match[2] ?? '').toLowerCase(),
    path: decodeURIComponent(match[3] ?? ''),
  };
}

const mailboxes: readonly (readonly [what: string, name: MailboxName])[] = [
  ['INBOX', mailboxFromDisplay('INBOX', false)],
  ['blanks and ampersand', mailboxFromDisplay('Work & Play (2024)', false)],
  ['modified UTF-7', mailboxFromDisplay('Entwürfe/日本語', false)],
  ['UTF-8', mailboxFromDisplay('Entwürfe/日本語', true)],
  ['path upwards', mailboxFromWire('../../etc', false)],
  ['dots', mailboxFromWire('..', false)],
  ['device and drive', mailboxFromWire('C:\\CON', false)],
  ['per cent', mailboxFromWire('100%2F %', false)],
  ['our own marks', mailboxFromWire('x;uidvalidity=1/2/parts/1', false)],
  ['query, fragment, authority', mailboxFromWire('a?b#c//d@e:f', false)],
  ['controls, NUL, line ends', mailboxFromWire('a\0b\r\nc\x1b', false)],
  ['octets that are no UTF-8', mailboxFromWire('\xff\xfe\x80', true)],
  ['broken modified UTF-7', mailboxFromWire('&AAA-&-&', false)],
  ['4 KB', mailboxFromWire('x'.repeat(4096), false)],
  ['empty', mailboxFromWire('', false)],
  ['HTML', mailboxFromWire('<img src=x onerror=alert(1)>', false)],
];

for (const [what, name] of mailboxes) {
  test(`a mailbox survives the round: ${what}`, () => {
    const parsed = parseMailUri(parts(messageUri(ref(name), 'Hello')));
    assert.equal(parsed?.kind, 'message');
    assert.equal(parsed.ref.mailbox.wire, name.wire);
    assert.deepEqual({ ...parsed.ref, mailbox: null }, { ...ref(name), mailbox: null });
    const segments = parts(messageUri(ref(name), 'Hello')).path.split('/');
    assert.equal(segments.length, 4);
    assert.ok(segments.slice(1).every((segment) => segment !== '' && segment !== '.' && segment !== '..'));
  });
}

test('display names come back where the wire tells them', () => {
  const parsed = parseMailUri(parts(messageUri(ref(mailboxFromDisplay('Entwürfe', false)), '')));
  assert.equal(parsed?.ref.mailbox.display, 'Entwürfe');
});

test('account ids survive, capitals and all', () => {
  for (const id of ['demo', '0b9e-4F', 'A_b c/ü', 'x.y']) {
    assert.equal(parseMailUri(parts(messageUri(ref(mailboxFromWire('INBOX', false), id), 's')))?.ref.account, id);
  }
});

test('a part keeps its section, whatever its file name', () => {
  const name = mailboxFromWire('INBOX', false);
  for (const file of ['a.txt', 'ü & 100%.pdf', '[U+202E]x']) {
    const parsed = parseMailUri(parts(partUri(ref(name), '2.1', file)));
    assert.deepEqual(parsed, { kind: 'part', ref: ref(name), section: '2.1' });
    assert.ok(parts(partUri(ref(name), '2.1', file)).path.endsWith(`/${file}`));
  }
});

test('the source of a part has an address too', () => {
  const name = mailboxFromWire('INBOX', false);
  const address = parts(sourceUri(ref(name), '2.1'));
  assert.deepEqual(parseMailUri(address), { kind: 'source', ref: ref(name), section: '2.1' });
  assert.ok(address.path.endsWith('/source/2.1/2.1.txt'));
});

test('folders on the way', () => {
  const base = '/INBOX;uidvalidity=5/7';
  const at = (path: string): unknown => {
    const parsed = parseMailUri({ scheme: 'imap', authority: 'demo', path });
    return parsed?.kind === 'folder' ? [parsed.of, parsed.section] : (parsed?.kind ?? null);
  };
  assert.deepEqual(at(base), ['message', null]);
  assert.deepEqual(at(`${base}/`), ['message', null]);
  assert.deepEqual(at(`${base}/parts`), ['parts', null]);
  assert.deepEqual(at(`${base}/parts/1.2`), ['part', '1.2']);
  assert.equal(at(`${base}/parts/1.2/x.txt`), 'part');
  assert.equal(at(`${base}/x.eml`), 'message');
});

test('what we never write is refused', () => {
  const good = '/INBOX;uidvalidity=5/7/x.eml';
  const bad: readonly Partial<UriParts>[] = [
    { scheme: 'file' },
    { authority: '' },
    { authority: 'a/b' },
    { authority: 'a_zz' },
    { path: '' },
    { path: '/' },
    { path: '/INBOX/7/x.eml' },
    { path: '/INBOX;uidvalidity=0/7/x.eml' },
    { path: '/INBOX;uidvalidity=4294967296/7/x.eml' },
    { path: '/INBOX;uidvalidity=5/0/x.eml' },
    { path: '/INBOX;uidvalidity=5/4294967296/x.eml' },
    { path: '/INBOX;uidvalidity=5/07/x.eml' },
    { path: '/INBOX;uidvalidity=5/-1/x.eml' },
    { path: '/a%2;uidvalidity=5/7/x.eml' },
    { path: '/a%zz;uidvalidity=5/7/x.eml' },
    { path: '/INBOX;uidvalidity=5/7/x.eml/y' },
    { path: '/INBOX;uidvalidity=5/7/parts/HEADER/x' },
    { path: '/INBOX;uidvalidity=5/7/parts/1]/x' },
    { path: '/INBOX;uidvalidity=5/7/parts/0/x' },
    { path: '/INBOX;uidvalidity=5/7/parts/1/x/y' },
    { path: '/INBOX;uidvalidity=5/7/source/1' },
    { path: '/INBOX;uidvalidity=5/7/source/TEXT/x' },
  ];
  assert.notEqual(parseMailUri({ scheme: 'imap', authority: 'demo', path: good }), null);
  for (const change of bad)
    assert.equal(
      parseMailUri({ scheme: 'imap', authority: 'demo', path: good, ...change }),
      null,
      JSON.stringify(change),
    );
});

test('the tab bears the subject, made fit for a path', () => {
  assert.equal(emlName('Re: AC/DC tickets?'), 'Re: AC-DC tickets?.eml');
  assert.equal(emlName(''), 'message.eml');
  assert.equal(emlName(' \r\n '), 'message.eml');
  assert.equal(emlName('../..'), '..-...eml');
  assert.equal(emlName('saved.EML'), 'saved.eml');
  assert.equal(emlName('x\u202Ey\x1b'), 'x[U+202E]y[U+001B].eml');
  assert.equal([...emlName('😀'.repeat(500))].length, 124);
  const hostile = messageUri(ref(mailboxFromWire('INBOX', false)), '../../?#%00;x');
  assert.equal(parseMailUri(parts(hostile))?.kind, 'message');
});
