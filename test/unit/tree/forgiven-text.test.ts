import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainQuirk, quirks } from '../../../extension/imap/grammar/quirks.ts';
import { Forgiven } from '../../../extension/mail/forgiven.ts';
import { english } from '../../../extension/translate.ts';
import { forgivenText } from '../../../extension/tree/forgiven-text.ts';
import { turns } from '../imap/manual-clock.ts';
import { signedIn } from '../imap/scripted-server.ts';

test('what a server is forgiven is counted over all its connections, and those that are over stay in the count', async () => {
  const forgiven = new Forgiven();
  assert.deepEqual(forgiven.used(), []);
  const first = await signedIn('IMAP4rev1');
  forgiven.add(first.client);
  first.server.say('* STATUS x (MESSAGES 1) ');
  first.server.say('* STATUS x (MESSAGES 1) ');
  await turns();
  const second = await signedIn('IMAP4rev1');
  forgiven.add(second.client);
  second.server.say('* STATUS x (MESSAGES 1) ', '* OK [UIDNEXT 0] none');
  await turns();
  const expected = [
    { id: 'trailing-space', count: 3 },
    { id: 'zero-value', count: 1 },
  ];
  assert.deepEqual(forgiven.used(), expected);
  first.server.close();
  await first.client.closed;
  await turns();
  assert.deepEqual(forgiven.used(), expected);
});

test('the tooltip tells each deviation with its count and reason, the most frequent ones only', () => {
  const why = explainQuirk('trailing-space')?.why ?? '';
  const bare = explainQuirk('bare-lf')?.why ?? '';
  const used = [
    { id: 'trailing-space', count: 3 },
    { id: 'bare-lf', count: 1 },
  ] as const;
  assert.equal(
    forgivenText(used, english),
    `tolerated: trailing-space, 3 times. ${why}\ntolerated: bare-lf, once. ${bare}`,
  );
  const many = quirks.slice(0, 20).map(({ id }) => ({ id, count: 2 }));
  const lines = forgivenText(many, english).split('\n');
  assert.equal(lines.length, 9);
  assert.equal(lines.at(-1), 'tolerated: 12 other deviations');
});
