import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { all, lookup, source } from '../../../extension/explain/catalogue.ts';
import { bareCodes } from '../../../extension/imap/grammar/code.ts';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import { refusedError } from '../../../extension/imap/session/refusal.ts';
import type { BareCodeName, ResponseCode } from '../../../extension/imap/grammar/code.ts';

type Payload = Exclude<ResponseCode['name'], BareCodeName | 'other' | 'malformed'>;

/** The compiler holds this list to the grammar: a name more or less there does not compile here. */
// prettier-ignore
const withPayload: Record<Payload, true> = {
  APPENDUID: true, COPYUID: true, BADCHARSET: true, CAPABILITY: true, PERMANENTFLAGS: true, UIDNEXT: true, UIDVALIDITY: true, UNSEEN: true,
  HIGHESTMODSEQ: true, MODIFIED: true, BADURL: true, REFERRAL: true, WEBALERT: true, NEWNAME: true, URLMECH: true, BADCOMPARATOR: true,
  ANNOTATE: true, ANNOTATIONS: true, MAXCONVERTMESSAGES: true, MAXCONVERTPARTS: true, NOUPDATE: true, METADATA: true, BADEVENT: true,
  'UNDEFINED-FILTER': true, MAILBOXID: true, INPROGRESS: true, MESSAGELIMIT: true,
};

/** The 35 of "IMAP Response Codes" and the 18 members of Aspose's ImapStatusCode, as they are spelt there. */
const names = (file: string) =>
  readFileSync(new URL(`../../fixtures/codes/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

test('each of the 35 has an entry', () => {
  const seed = names('response-codes-35.txt');
  assert.equal(seed.length, 35);
  for (const name of seed) assert.equal(lookup(name)?.name, name);
});

test('each member of the Aspose enumeration is found under its spelling', () => {
  const members = names('aspose-status-codes.txt');
  assert.equal(members.length, 18);
  for (const name of members) assert.ok(lookup(name), name);
  assert.equal(lookup('UID_VALIDITY')?.name, 'UIDVALIDITY');
  assert.equal(lookup('BAD_CHARSET')?.name, 'BADCHARSET');
  assert.equal(lookup('not defined')?.kind, 'class');
  assert.equal(lookup('UNSOLICITED')?.kind, 'class');
});

test('the catalogue and the grammar know the same codes', () => {
  const grammar = [...bareCodes, ...Object.keys(withPayload)].sort();
  const catalogue = all
    .filter((entry) => entry.kind === 'code')
    .map((entry) => entry.name)
    .sort();
  assert.deepEqual(catalogue, grammar);
});

test('codes with a payload in the grammar describe it, bare ones do not', () => {
  for (const entry of all.filter((candidate) => candidate.kind === 'code')) {
    assert.equal(entry.payload !== null, entry.name in withPayload, entry.name);
  }
});

test('each entry names an RFC and a section, or the vendor', () => {
  for (const entry of all) {
    if (entry.rfc === null) assert.ok(entry.vendor, entry.name);
    else {
      assert.match(entry.rfc, /^RFC \d{4}$/, entry.name);
      assert.match(entry.section ?? '', /^\d+(\.\d+)*$/, entry.name);
    }
    assert.notEqual(source(entry), '');
  }
});

test('each entry says something of its own, and where it is sent', () => {
  const meanings = new Set(all.map((entry) => entry.meaning));
  assert.equal(meanings.size, all.length);
  for (const entry of all) {
    assert.match(entry.meaning, /^[A-Z].{20,}\.$/, entry.name);
    assert.ok(entry.sentIn.length > 0, entry.name);
  }
});

test('each example is one status line that carries the code or the status it is for', () => {
  for (const entry of all) {
    assert.match(entry.example, /^(\*|a1) (OK|NO|BAD|PREAUTH|BYE) /, entry.name);
    if (entry.kind === 'code') assert.match(entry.example, new RegExp(`^\\S+ \\w+ \\[${entry.name}[ \\]]`), entry.name);
    if (entry.kind === 'status') assert.match(entry.example, new RegExp(`^\\* ${entry.name} `), entry.name);
    if (entry.payload !== null && entry.kind === 'code' && entry.name !== 'BADCOMPARATOR')
      assert.match(entry.example, new RegExp(`\\[${entry.name} [^\\]]`), entry.name);
  }
});

test('no name or alias is claimed twice', () => {
  const claimed = all.flatMap((entry) => [entry.name, ...entry.aliases]);
  assert.equal(new Set(claimed).size, claimed.length);
});

test('lookup ignores case and knows what it does not know', () => {
  assert.equal(lookup('alert')?.name, 'ALERT');
  assert.equal(lookup('Read-Only')?.name, 'READ-ONLY');
  assert.equal(lookup('X-FOO'), undefined);
  assert.equal(lookup('constructor'), undefined);
});

test('an error advises what the catalogue says of its code, and what it says of the status where the code says nothing', () => {
  for (const entry of all) {
    if (entry.kind === 'class') continue;
    for (const kind of ['NO', 'BAD'] as const) {
      const line: string =
        entry.kind === 'status' ? `A1 ${entry.name} no` : entry.example.replace(/^\S+ \S+/, `A1 ${kind}`);
      const status = parseResponse({ bytes: Buffer.from(line), literals: [] }, { utf8: false });
      if (status.type !== 'status' || (status.kind !== 'NO' && status.kind !== 'BAD')) continue;
      const { retry } = refusedError('NOOP', null, status);
      const expected = entry.retry === 'none' ? lookup(status.kind)?.retry : entry.retry;
      assert.equal(retry, expected, line);
    }
  }
});

test('a code that refuses a command says whether it may be sent again', () => {
  const silent = all
    .filter(
      (entry) =>
        entry.kind === 'code' && entry.retry === 'none' && entry.sentIn.some((place) => /\bNO\b.* to /.test(place)),
    )
    .map(({ name }) => name);
  assert.deepEqual(silent, []);
});
