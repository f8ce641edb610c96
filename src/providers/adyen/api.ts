import type { ProviderApi } from "../api.ts"
import { BASE_URLS } from "./base-urls.ts"
import { createClient } from "./client.ts"
import { canAsk, planReads } from "./plan-reads.ts"

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/** Transfers; classic payouts have no call. Limits and schedule are ours: MAPPING.md, "Reads". */
export const api: ProviderApi = {
  baseUrls: BASE_URLS,
  // No limit is published: few enough for any.
  callsPerSecondMax: { live: 5, test: 2 },
  schedule: {
    firstMs: HOUR_MS,
    gapMsMax: 12 * HOUR_MS,
    forMs: 30 * DAY_MS,
    // Two business days with a weekend and a holiday in between.
    stuckAfterMs: 5 * DAY_MS,
  },
  canAsk,
  plan: planReads,
  createClient,
}
