import { PaidoutError } from "../../errors.ts"
import type { ClockReading } from "./read-clock.ts"

/** @throws PaidoutError clock_refused: it would go back, or too far. */
export function refuseTarget(from: ClockReading, targetMs: number, aheadMsMax: number): void {
  const nowMs = from.now.getTime()
  if (targetMs < nowMs) {
    throw new PaidoutError(
      "clock_refused",
      `The clock never goes back: it is ${from.now.toISOString()} already.`,
      { detail: { because: "backwards", now: from.now.toISOString() } },
    )
  }
  if (targetMs - nowMs + from.aheadMs > aheadMsMax) {
    const days = aheadMsMax / 86_400_000
    throw new PaidoutError(
      "clock_refused",
      `The clock can be at most ${days} days ahead of the server's own time.`,
      { detail: { because: "too_far", ahead_seconds_max: aheadMsMax / 1_000 } },
    )
  }
}
