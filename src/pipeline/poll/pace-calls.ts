import type { CallVendor } from "../../vendor-call.ts"

/** So many go out together after a rest, or after this process was held up. */
const TOGETHER_MAX = 2

/**
 * Room for the calls of a read is taken beforehand, for all of them, and over all processes; this
 * spreads them over the time that was taken. A read of ten pages would else be a burst of ten calls.
 */
export function paceCalls(call: CallVendor, callsPerSecond: number): CallVendor {
  const gapMs = 1_000 / callsPerSecond
  let freeAtMs = -Infinity
  return async (request) => {
    const nowMs = performance.now()
    freeAtMs = Math.max(freeAtMs, nowMs - (TOGETHER_MAX - 1) * gapMs) + gapMs
    const waitMs = freeAtMs - gapMs - nowMs
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    return call(request)
  }
}
