import { useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useRef } from "react"

import { api, type Thing } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { useChanges, type Topic } from "../../live/changes.ts"

export type Overview = Thing<"Overview">

export const RANGES = ["1h", "24h", "7d", "30d"] as const
export type Range = (typeof RANGES)[number]

/** While much happens: often enough to see it move, and cheap for the hub. */
const refreshEveryMs = 2_000
/** What moves by the clock alone: ranges, what is overdue. */
const lookAgainMs = 60_000

export function useRange() {
  const filters = useFilters(["range"])
  const range = RANGES.find((each) => each === filters.values.range) ?? "24h"
  return { range, choose: (next: string) => filters.set("range", next === "24h" ? "" : next) }
}

export function useOverview(range: Range) {
  const answer = api.useQuery(
    "get",
    "/v1/overview",
    { params: { query: { range } } },
    { refetchInterval: lookAgainMs, placeholderData: (before: Overview | undefined) => before },
  )
  useThrottledRefresh(["payouts", "messages", "deliveries"], "/v1/overview")
  return answer
}

/** At once where nothing was read lately, else as soon as it may be again. */
function useThrottledRefresh(topics: readonly Topic[], path: string): void {
  const queries = useQueryClient()
  const lastAt = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const refresh = useCallback(() => {
    timer.current = undefined
    lastAt.current = Date.now()
    void queries.invalidateQueries({ queryKey: ["get", path] })
  }, [queries, path])
  useEffect(() => () => clearTimeout(timer.current), [])
  useChanges(topics, () => {
    if (timer.current !== undefined) return
    const waitMs = Math.max(0, lastAt.current + refreshEveryMs - Date.now())
    timer.current = setTimeout(refresh, waitMs)
  })
}
