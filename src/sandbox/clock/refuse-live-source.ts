import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { LiveSourceFound } from "./clock-context.ts"

/**
 * @throws PaidoutError clock_refused, naming the source; of another merchant's no more than the id,
 * which an operator of the installation can look up.
 */
export function refuseLiveSource(live: LiveSourceFound | undefined, merchantId: string): void {
  if (live === undefined) return
  const id = idText("source", live.id)
  const isOwn = live.merchantId === merchantId
  throw new PaidoutError(
    "clock_refused",
    isOwn
      ? `The source "${live.name}" (${id}) is live: real payouts go by the real time.`
      : `Another merchant's source (${id}) is live: real payouts go by the real time.`,
    { detail: { because: "live_source", source_id: id } },
  )
}
