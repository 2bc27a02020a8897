const firstMs = 1_000;
const capMs = 5 * 60_000;

/**
 * Waiting time before reconnect attempt `attempt` (from 0): doubles from one second up to five minutes, with jitter downwards by up
 * to half, so that many windows do not return to a restarted server in the same instant. `random` in 0 ≤ x < 1.
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(full * (1 - random / 2));
}
