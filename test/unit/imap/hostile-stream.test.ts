import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Cost } from './hostile-child.ts';

const most = { memoryMiB: 64, blockedMs: 50 };

function child(...args: readonly string[]): string {
  const script = join(import.meta.dirname, 'hostile-child.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', '--no-warnings', script, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** How each attack ends: the connection is given up, or it lives on and answers. */
const attacks: Readonly<Record<string, string | null>> = {
  'an endless line': 'violation',
  'endless padding': null,
  'endless counts': null,
  'endless alerts': null,
  'endless nonsense': null,
  'endless parentheses': 'violation',
  '100,000 tiny literals': null,
  '1,000,000 parentheses': null,
  'a SEARCH line of 5 MB': null,
  'a SEARCH line at the limit': null,
  'a SEARCH line of spread numbers at the limit': null,
  'a SEARCH line of zeros at the limit': null,
  'a SEARCH line of mod-sequences at the limit': null,
  'endless flags for a watcher that does not come back': null,
  'endless vanishing and arriving for a watcher that does not come back': null,
  'a literal of 4 GB': 'eof',
  'a name of 4 GB': 'violation',
  'a compression bomb of 512 MiB': 'violation',
};

test('every attack of the other process has its line here', () => {
  assert.deepEqual(JSON.parse(child()), Object.keys(attacks));
});

for (const [name, end] of Object.entries(attacks)) {
  test(`hostile stream: ${name} holds no more than ${most.memoryMiB} MiB and no turn longer than ${most.blockedMs} ms`, (context) => {
    let cost = JSON.parse(child(name)) as Cost;
    // Whoever shares the processor also slows what is counted; the best of three is the client's own.
    for (let again = 0; again < 2 && cost.blockedMs > most.blockedMs; again++) cost = JSON.parse(child(name)) as Cost;
    context.diagnostic(`${cost.sentMiB} MiB sent: ${cost.memoryMiB} MiB held, ${cost.blockedMs} ms blocked`);
    assert.equal(cost.closed, end);
    assert.ok(cost.memoryMiB <= most.memoryMiB, `${cost.memoryMiB} MiB held`);
    assert.ok(cost.blockedMs <= most.blockedMs, `${cost.blockedMs} ms blocked`);
  });
}
