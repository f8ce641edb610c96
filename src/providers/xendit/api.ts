import type { ProviderApi } from "../api.ts"
import { createClient } from "./client.ts"
import { canAsk, planReads } from "./plan-reads.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Payouts v2 and v3. The limits are documented, the schedule is ours: MAPPING.md, "Reads". */
export const api: ProviderApi = {
  // One host: the key says which mode.
  baseUrls: { live: "https://api.xendit.co", test: "https://api.xendit.co" },
  // 600 and 60 a minute for each call, in a sliding window; a little less, for whoever else asks.
  callsPerSecondMax: { live: 9, test: 0.9 },
  schedule: {
    // The estimated arrival is 15 minutes after the creation.
    firstMs: 16 * MINUTE_MS,
    gapMsMax: 6 * HOUR_MS,
    forMs: 30 * DAY_MS,
    stuckAfterMs: DAY_MS,
  },
  canAsk,
  plan: planReads,
  createClient,
}
