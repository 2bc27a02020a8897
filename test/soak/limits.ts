import type { SoakResult } from './soak-result.ts';

/** In two hours of a real clock, in 24 of a simulated one. */
const leastReconnects = 200;
const mostSlope = 1;
/** MiB in all, where a run is so small a part of the whole that its slope means nothing. */
const mostGrowth = 2;
const shortHours = 0.25;
/** A pool has one to three connections, a command a timer: what leaks with every reconnect is far beyond that. */
const play = 4;

/** What a run broke of its limits; `hours` is what it takes for the full number of reconnects. */
export function brokenLimits(result: SoakResult, whole: number): string[] {
  const { gauged, hours, reconnects, wrong, checkpoints } = result;
  const broken: string[] = [];
  const least = Math.floor(leastReconnects * Math.min(1, hours / whole));
  if (checkpoints === 0) broken.push('nothing was ever compared');
  if (reconnects < least) broken.push(`${reconnects} reconnects, less than ${least}`);
  const [from, to] = gauged.heap;
  if (hours / whole >= shortHours && gauged.slope >= mostSlope)
    broken.push(`the heap grows by ${gauged.slope.toFixed(2)} MiB/h`);
  if (hours / whole < shortHours && to - from >= mostGrowth)
    broken.push(`the heap grew by ${(to - from).toFixed(2)} MiB`);
  for (const what of ['descriptors', 'resources', 'timers', 'connections'] as const) {
    const { early, late } = gauged[what];
    if (late > early + play) broken.push(`${what}: ${late} later, ${early} before`);
  }
  for (const one of gauged.rejections) broken.push(`unhandled rejection: ${one}`);
  broken.push(...wrong);
  return broken;
}

export function told({ gauged, hours, cuts, reconnects, changes, events, checkpoints, wrong }: SoakResult): string {
  const { slope, heap, descriptors, resources, timers, connections, rejections } = gauged;
  return (
    `${hours.toFixed(2)} h, ${cuts} cuts, ${reconnects} reconnects, ${changes} changes, ${events} events, ` +
    `${checkpoints} checkpoints, ${wrong.length} wrong; heap ${heap[0].toFixed(2)} → ${heap[1].toFixed(2)} MiB ` +
    `(${slope.toFixed(3)} MiB/h); at most ${descriptors.early} descriptors in the first third and ${descriptors.late} later, ` +
    `${resources.early} and ${resources.late} handles, ${timers.early} and ${timers.late} timers, ` +
    `${connections.early} and ${connections.late} connections; ` +
    `${rejections.length} unhandled rejections`
  );
}
