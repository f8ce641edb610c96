/**
 * What `work` answers, and the milliseconds of processor time that it took on this thread. What
 * else the machine does meanwhile does not count, so a bound holds on a busy one too.
 */
export function measureCpu<T>(work: () => T): { readonly result: T; readonly cpuMs: number } {
  const before = process.threadCpuUsage()
  const result = work()
  const { user, system } = process.threadCpuUsage(before)
  return { result, cpuMs: (user + system) / 1000 }
}
