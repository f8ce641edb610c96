import type { Thing } from "../../api/client.ts"
import type { WholeBatch } from "./payout.ts"

export type Counters = NonNullable<Thing<"Batch">["counters"]>
export const PLACES = ["pending", "success", "failed", "cancelled"] as const
export type Place = (typeof PLACES)[number]

interface Sum {
  readonly count: number
  readonly amount: { readonly value: string; readonly currency: string }
}

export function totalOf(counters: Counters): Sum {
  return sumOf(
    counters.currency,
    PLACES.map((place) => counters[place]),
  )
}

/** How many have come to their end, well or not. */
export function endedOf(counters: Counters): number {
  return counters.success.count + counters.failed.count + counters.cancelled.count
}

/** Where a payout of ours is counted by its provider; one that came back was paid before. */
const PLACE_OF: Readonly<Record<string, Place>> = {
  pending: "pending",
  processing: "pending",
  paid: "success",
  reversed: "success",
  failed: "failed",
  cancelled: "cancelled",
}

/** The known payouts by the counter that each belongs to. */
export function knownOf(batch: WholeBatch, currency: string): Readonly<Record<Place, Sum>> {
  const of = (place: Place): Sum =>
    sumOf(
      currency,
      batch.payouts.by_status
        .filter(({ status }) => PLACE_OF[status] === place)
        .map(({ count, amount }) => ({
          count,
          value: amount?.currency === currency ? amount.value : "0",
        })),
    )
  return {
    pending: of("pending"),
    success: of("success"),
    failed: of("failed"),
    cancelled: of("cancelled"),
  }
}

/** By counting units of the last decimal, never through a float. */
function sumOf(
  currency: string,
  parts: readonly { readonly count: number; readonly value: string }[],
): Sum {
  const decimals = Math.max(0, ...parts.map(({ value }) => fractionOf(value).length))
  const units = parts.reduce((sum, { value }) => {
    const [whole = "0"] = value.split(".")
    return sum + BigInt(whole + fractionOf(value).padEnd(decimals, "0"))
  }, 0n)
  const digits = units.toString().padStart(decimals + 1, "0")
  const value = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    amount: { value, currency },
  }
}

function fractionOf(value: string): string {
  return value.split(".")[1] ?? ""
}

/** Is each counter what the payouts known come to? Undefined: not all of them are known. */
export function agrees(batch: WholeBatch): boolean | undefined {
  const { counters, payouts } = batch
  if (counters === null || payouts.truncated) return undefined
  const total = totalOf(counters)
  if (payouts.known < total.count) return undefined
  const known = knownOf(batch, counters.currency)
  return PLACES.every(
    (place) =>
      known[place].count === counters[place].count &&
      plain(known[place].amount.value) === plain(counters[place].value),
  )
}

function plain(value: string): string {
  return value.replace(/\.?0+$/, (zeros) => (value.includes(".") ? "" : zeros))
}
