/** Processor time of this process so far, in ms: what other programs of a busy machine do does not count, as it would on the clock. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
