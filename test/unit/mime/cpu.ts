/** Milliseconds of processor time that `work` takes: a machine that is busy with other things does not lengthen it. */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
