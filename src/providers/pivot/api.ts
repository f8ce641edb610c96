import type { ProviderApi } from "../api.ts"
import { createClient } from "./client.ts"
import { canAsk, planReads } from "./plan-reads.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Pivot prints neither limits nor how often to ask: the figures are ours (MAPPING.md, "Reads"). */
export const api: ProviderApi = {
  baseUrls: {
    live: "https://api.pivot-payment.com",
    test: "https://api-stg.pivot-payment.com",
  },
  callsPerSecondMax: { live: 5, test: 5 },
  schedule: {
    firstMs: 2 * MINUTE_MS,
    gapMsMax: 6 * HOUR_MS,
    forMs: 30 * DAY_MS,
    stuckAfterMs: DAY_MS,
  },
  canAsk,
  plan: planReads,
  createClient,
}
