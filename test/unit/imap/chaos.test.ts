import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutKinds, delayMs, type Cut } from '../../chaos/cutting-transport.ts';
import { chaosSession } from '../../chaos/scenario.ts';

/** Every so many line ends; `npm run chaos` takes each of them, in each way. */
const step = 17;

for (const withMove of [false, true])
  test(`a session cut anywhere loses nothing and doubles nothing${withMove ? ', with MOVE' : ', MOVE by fall-back'}`, async () => {
    const whole = await chaosSession(null, withMove);
    assert.deepEqual([whole.lost, whole.doubled, whole.wrong, whole.connections], [[], [], [], 1]);
    assert.ok(whole.operations >= 25);
    let failed = 0;
    let at = 0;
    for (const direction of ['up', 'down'] as const)
      for (let after = 3; after <= whole.traffic[direction]; after += step) {
        const kind = cutKinds[at++ % cutKinds.length] ?? 'rst';
        const cut: Cut = { direction, unit: 'lines', after, kind };
        const { lost, doubled, wrong, failures, connections } = await chaosSession(cut, withMove);
        assert.deepEqual({ lost, doubled, wrong }, { lost: [], doubled: [], wrong: [] }, JSON.stringify(cut));
        // What comes half a minute late is waited for.
        if (kind === 'delay' && delayMs(cut) < 60_000) assert.equal(connections, 1, JSON.stringify(cut));
        failed += failures;
      }
    assert.ok(at > 20 && failed > 10);
  });
