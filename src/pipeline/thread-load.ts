import { performance } from "node:perf_hooks"

const SAMPLE_MS = 50
/** Below this share of busy time a thread has time to spare. */
const EASY_SHARE = 0.7

let busyShare = 0
let sampling = false

/**
 * How long a stage should let its next batch grow: nothing while the thread has time to spare,
 * towards `restMsMax` as it runs out of it. A batch costs much the same whether it holds one row
 * or a hundred, so under load waiting a little makes everything faster.
 */
export function restUnderLoadMs(restMsMax: number): number {
  if (!sampling) sample()
  const share = (busyShare - EASY_SHARE) / (1 - EASY_SHARE)
  return share <= 0 ? 0 : Math.min(1, share) * restMsMax
}

export function rest(ms: number): Promise<void> {
  return ms < 1 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))
}

function sample(): void {
  sampling = true
  let last = performance.eventLoopUtilization()
  setInterval(() => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    busyShare = busyShare * 0.7 + utilization * 0.3
  }, SAMPLE_MS).unref()
}
