/** A worker that lived for so long had no part in what ended the ones before it. */
const steadyMs = 60_000
const pauseMsMin = 1_000
const pauseMsMax = 30_000

export interface RestartPlan {
  /** How often in a row a worker died soon. */
  readonly failures: number
  readonly pauseMs: number
}

/**
 * When a worker that died is started again: at once the first time, later and later when the next
 * ones die soon too. `livedMs` counts from when it was ready; 0: it never was.
 */
export function planRestart(failuresBefore: number, livedMs: number): RestartPlan {
  const failures = livedMs >= steadyMs ? 1 : failuresBefore + 1
  const pauseMs = failures === 1 ? 0 : Math.min(pauseMsMin * 2 ** (failures - 2), pauseMsMax)
  return { failures, pauseMs }
}
