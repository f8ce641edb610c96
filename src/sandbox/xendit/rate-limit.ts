import { readSettings } from "../settings.ts"
import type { World } from "../world.ts"
import { SETTINGS } from "./settings.ts"

const RATE = "rate"
const WINDOW_MS = 60_000

export interface RateVerdict {
  readonly isExceeded: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** A sliding window of a minute per endpoint; a refused call does not count. Null: no limit is set. */
export async function countCall(endpoint: string, world: World): Promise<RateVerdict | null> {
  const { rate_limit_per_minute: limit } = readSettings(SETTINGS, world.account.settings)
  if (limit === null) return null
  const nowMs = world.now.getTime()
  const window = await world.find(RATE, endpoint)
  const calls = ((window?.state["calls"] ?? []) as readonly number[]).filter(
    (atMs) => atMs > nowMs - WINDOW_MS,
  )
  const isExceeded = calls.length >= limit
  const counted = isExceeded ? calls : [...calls, nowMs]
  const state = { calls: counted }
  if (window === null) await world.add({ kind: RATE, name: endpoint, status: "COUNTING", state })
  else await world.change(window, { state })
  const resetMs = (counted[0] ?? nowMs) + WINDOW_MS - nowMs
  return {
    isExceeded,
    headers: {
      "rate-limit-limit": String(limit),
      "rate-limit-remaining": String(limit - counted.length),
      "rate-limit-reset": (resetMs / 1_000).toFixed(2),
    },
  }
}
