import { useEffect, useSyncExternalStore } from "react"

import { api } from "../api/client.ts"
import { useRefresh } from "./changes.ts"

const staleMs = 60_000
const tickMs = 10_000

/** One clock for all of a page's times: a list of hundreds of them asks nobody. */
let now = new Date()
let aheadMs = 0
const listeners = new Set<() => void>()
let timer: number | undefined

/** Keeps what every time of the page is compared with; the frame calls it, once. */
export function useWatchedClock(): void {
  const { data } = api.useQuery("get", "/v1/sandbox/clock", {}, { staleTime: staleMs })
  useRefresh(["sandbox"], "/v1/sandbox/clock")
  const seconds = data?.ahead_seconds ?? 0
  useEffect(() => {
    aheadMs = seconds * 1_000
    for (const each of listeners) each()
  }, [seconds])
}

/** How far the hub's clock was moved ahead; nought where there is no sandbox. */
export function useClockAheadMs(): number {
  return useSyncExternalStore(subscribe, () => aheadMs)
}

/** What time it is at the hub: what it compares moments with. */
export function useHubNow(): Date {
  return new Date(useNow().getTime() + useClockAheadMs())
}

/** The person's own time; it moves every ten seconds. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= window.setInterval(tick, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  now = new Date()
  for (const each of listeners) each()
}
