import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchInput } from '../../../extension/imap/command/search-query.ts';
import { answerSelect, signedIn } from './scripted-server.ts';

/** Each form that criteria may have, and what goes out. */
const forms: readonly (readonly [name: string, criteria: SearchInput, wire: string])[] = [
  ['criteria as a list', ['TEXT', 'foo bar', 'FLAGGED', 'SUBJECT', 'baz'], 'TEXT "foo bar" FLAGGED SUBJECT baz'],
  ['nested criteria', ['NOT', ['SUBJECT', 'foo', 'FLAGGED']], 'NOT (SUBJECT foo FLAGGED)'],
  ['a number among criteria', ['SMALLER', 500], 'SMALLER 500'],
  ['a date among criteria', ['SINCE', new Date('2005-04-03T00:00:00Z')], 'SINCE 3-Apr-2005'],
  ['octets among criteria', ['SUBJECT', Buffer.from('a b')], 'SUBJECT "a b"'],
  ['criteria as one text', 'TEXT "foo bar" SINCE 03-Apr-2005', 'TEXT "foo bar" SINCE 03-Apr-2005'],
];

for (const [name, criteria, wire] of forms) {
  test(name, async () => {
    const { client, server } = await signedIn('IMAP4rev1');
    const selecting = client.select('INBOX');
    await answerSelect(server, 1);
    const finding = (await selecting).find(criteria);
    assert.equal(await server.answer('UID SEARCH', '* SEARCH 3'), wire);
    assert.equal((await finding).count, 1);
  });
}
