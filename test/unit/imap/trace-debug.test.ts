import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { debugSink } from '../../../extension/imap/trace/debug-sink.ts';
import type { DebugLevel } from '../../../extension/imap/trace/print.ts';
import { turns } from './manual-clock.ts';
import { scene } from './scripted-server.ts';

const folder = join(import.meta.dirname, '../../fixtures/imaplib-debug');
const conversation = JSON.parse(readFileSync(join(folder, 'conversation.json'), 'utf8')) as {
  readonly greeting: string;
  readonly replies: readonly (readonly string[])[];
};
const levels: readonly DebugLevel[] = [0, 1, 2, 3, 4, 5];

/** What our core prints while it says what imaplib said when the fixtures were recorded. */
async function printed(level: DebugLevel): Promise<string> {
  const lines: string[] = [];
  const one = scene({ trace: debugSink(level, (line) => lines.push(line)) });
  one.server.say(conversation.greeting);
  const client = await connectImap(one.options);
  const say = async (work: () => Promise<unknown>, index: number): Promise<void> => {
    const done = work().catch(() => undefined);
    const [tag = ''] = await one.server.expect(/^(\S+) [A-Z]+/);
    one.server.say(...(conversation.replies[index] ?? []).map((line) => line.replace('TAG', tag)));
    await done;
  };
  await say(() => client.command('CAPABILITY', []), 0);
  await say(() => client.login('alice', 's3cret'), 1);
  await say(() => client.select('INBOX', { readOnly: true }), 2);
  await say(() => client.command('FETCH', [{ raw: '1 (BODY.PEEK[HEADER] FLAGS)' }]), 3);
  await say(() => client.command('STATUS', [{ raw: '"no such"' }, { raw: '(MESSAGES)' }]), 4);
  await say(() => client.logout(), 5);
  await turns();
  return lines.join('\n');
}

/** What must differ: the clock, the name of the program, the tags, the password, which we never print. */
function comparable(text: string): string[] {
  const tag = /tag=b'(\w+)'/.exec(text)?.[1] ?? '-';
  return (
    text
      .split('\n')
      .map((line) => line.replace(/^ {2}\d\d:\d\d\.\d\d /, ''))
      .filter((line) => line !== '' && !/^(imaplib version|imap core of)/.test(line))
      .map((line) => line.replace(new RegExp(`\\b${tag}(?=\\d*[ ']|\\\\\\\\d)`, 'g'), 'T').replace('"s3cret"', '***'))
      // imaplib counts from 0.
      .map((line) => (tag === 'A' ? line.replace(/\bT(\d+)(?=[ '])/g, (_, n) => `T${Number(n) - 1}`) : line))
  );
}

/** imaplib reads nothing behind the BYE. */
function upToBye(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findIndex((line) => line.startsWith('BYE response')) + 1);
}

for (const level of levels.slice(0, 5)) {
  test(`debug level ${level} prints what imaplib prints`, async () => {
    const theirs = comparable(readFileSync(join(folder, `level-${level}.txt`), 'utf8'));
    assert.deepEqual(upToBye(comparable(await printed(level))), theirs);
    assert.equal(theirs.length > 0, level > 0);
  });
}

test('debug level 5 prints what imaplib prints: what it matches, and what it collects', async () => {
  // What its methods take out of what was collected, and the octets of literals, which a trace does not hold.
  const plain = (text: string): readonly string[] =>
    comparable(text)
      .filter((line) => !/^untagged_responses\[\S+\] => /.test(line))
      .map((line) => line.replace(/\{13\}', (b'[^']*'|…)\)"\]$/, `{13}', …)"]`));
  const theirs = plain(readFileSync(join(folder, 'level-5.txt'), 'utf8'));
  const ours = upToBye(plain(await printed(5)));
  assert.deepEqual(ours, theirs);
  assert.equal(ours.filter((line) => line.startsWith('\tmatched')).length, 18);
});

test('below level 4 the last ten lines are printed when the connection breaks, and the password is in none', async () => {
  const lines: string[] = [];
  const one = scene({ trace: debugSink(1, (line) => lines.push(line)) });
  one.server.say('* OK [CAPABILITY IMAP4rev1] hi');
  const client = await connectImap(one.options);
  const signing = client.login('alice', 's3cret').catch(() => undefined);
  await one.server.command('LOGIN');
  one.server.close();
  await signing;
  await client.closed;
  assert.deepEqual(
    lines.slice(2).map((line) => line.replace(/^ {2}\S+ /, '')),
    ['last 2 IMAP4 interactions:', "< b'* OK [CAPABILITY IMAP4rev1] hi'", "> b'A1 LOGIN alice ***'"],
  );
});
