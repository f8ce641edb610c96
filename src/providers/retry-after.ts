import type { VendorAnswer } from "../vendor-call.ts"

/**
 * How long the provider wants to be left alone, in milliseconds; null: it did not say. Also where
 * it answered this call and says that none is left (`Rate-Limit-Remaining: 0`).
 */
export function retryAfterMs({ status, headers }: VendorAnswer): number | null {
  const remaining = headers["rate-limit-remaining"]
  const isUsedUp = status === 429 || (remaining !== undefined && /^\s*0+\s*$/.test(remaining))
  const waits = [
    secondsMs(headers["retry-after"]) ?? dateMs(headers["retry-after"], headers["date"]),
    isUsedUp ? secondsMs(headers["rate-limit-reset"]) : undefined,
  ].filter((wait) => wait !== undefined)
  return waits.length === 0 ? null : Math.min(Math.max(...waits), RETRY_AFTER_MS_MAX)
}

/** One header must not silence a source for days; who is still over the limit is told so again. */
export const RETRY_AFTER_MS_MAX = 60 * 60 * 1_000

/** Whole or with decimals: `17`, `58.37`. */
function secondsMs(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,12}(\.\d{1,9})?\s*$/.test(text)
    ? Math.ceil(Number(text) * 1_000)
    : undefined
}

/** An HTTP date, held against the server's own clock. */
function dateMs(until: string | undefined, now: string | undefined): number | undefined {
  const waitMs = Date.parse(until ?? "") - Date.parse(now ?? "")
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}
