import { useEffect, useSyncExternalStore } from "react"

import { api } from "../api/client.ts"
import { useRefresh } from "../live/changes.ts"

export interface OpenCount {
  readonly count: number
  readonly isCapped: boolean
}

/** What waits until later wakes by the clock, of which nobody tells. */
const lookAgainMs = 60_000

let shown: OpenCount = { count: 0, isCapped: false }
const listeners = new Set<() => void>()

/** How many items need a person now; for the navigation, which keeps the others up to date. */
export function useCountOfAttention(): OpenCount {
  const { data } = api.useQuery(
    "get",
    "/v1/attention/counts",
    { params: { query: { snoozed: "hide" } } },
    { refetchInterval: lookAgainMs },
  )
  useRefresh(["attention"], "/v1/attention/counts")
  const { count = 0, is_capped: isCapped = false } = data?.total ?? {}
  useEffect(() => show({ count, isCapped }), [count, isCapped])
  return { count, isCapped }
}

function show(open: OpenCount): void {
  shown = open
  for (const each of listeners) each()
}

/** The same without asking: outside of the frame, where nobody is logged in, it is nought. */
export function useOpenCount(): OpenCount {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
}

/** `3`, `1,000+` */
export function countText({ count, isCapped }: OpenCount): string {
  return `${count.toLocaleString()}${isCapped ? "+" : ""}`
}
