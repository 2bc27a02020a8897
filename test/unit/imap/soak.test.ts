import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '../../oracle/oracle.ts';
import { slopeOf } from '../../soak/gauge.ts';
import { brokenLimits } from '../../soak/limits.ts';
import { soakSimulated } from '../../soak/simulated.ts';
import type { SoakResult } from '../../soak/soak-result.ts';

const hours = 3;

test('three simulated hours of cuts, outages, half-open connections and a sleep leave every view true and nothing behind', async () => {
  const said: string[] = [];
  const result = await soakSimulated({ hours, next: randomFrom(1), say: (text) => said.push(text) });
  assert.deepEqual(brokenLimits(result, 24), [], said.join('\n'));
  assert.ok(result.hours >= hours && result.sleeps > 0 && result.changes > 50, JSON.stringify(result));
  // An hour of silence has to be bridged twice by each of the three.
  assert.ok(result.renewals >= 6, `${result.renewals} renewals`);
});

test('a soak that leaks, lags or is idle breaks its limits', () => {
  const range = { early: 20, late: 20 };
  const sound: SoakResult = {
    hours: 2,
    cuts: 300,
    reconnects: 210,
    changes: 1000,
    events: 1000,
    checkpoints: 100,
    wrong: [],
    gauged: {
      samples: 100,
      slope: 0.2,
      heap: [20, 20.4],
      descriptors: range,
      resources: range,
      timers: range,
      connections: range,
      rejections: [],
    },
  };
  const { gauged } = sound;
  assert.deepEqual(brokenLimits(sound, 2), []);
  const bad: readonly SoakResult[] = [
    { ...sound, reconnects: 199 },
    { ...sound, checkpoints: 0 },
    { ...sound, wrong: ['ghosts'] },
    { ...sound, gauged: { ...gauged, slope: 1 } },
    { ...sound, gauged: { ...gauged, descriptors: { early: 20, late: 30 } } },
    { ...sound, gauged: { ...gauged, timers: { early: 20, late: 30 } } },
    { ...sound, gauged: { ...gauged, rejections: ['one'] } },
    { ...sound, hours: 0.1, gauged: { ...gauged, heap: [20, 23] } },
  ];
  for (const one of bad) assert.equal(brokenLimits(one, 2).length, 1, JSON.stringify(one));
  assert.ok(
    Math.abs(
      slopeOf([
        [1, 10],
        [2, 12],
        [4, 16],
      ]) - 2,
    ) < 1e-9,
  );
});
