import { useQueryClient } from "@tanstack/react-query"

import type { Thing } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { useList, type List } from "../../list/use-list.ts"
import { useChanges } from "../../live/changes.ts"

export type AttentionItem = Thing<"AttentionItem">

export const WORK_FILTERS = ["kind", "whose", "which"] as const

export interface WorkList {
  readonly list: List<AttentionItem>
  readonly filters: ReturnType<typeof useWorkFilters>
  readonly isClosedOnes: boolean
}

export function useWorkFilters() {
  return useFilters(WORK_FILTERS)
}

/**
 * What needs a person, the oldest first, so that what comes new moves nothing under the reader. What
 * is closed leaves the list by itself; the item that is open on the right says why.
 */
export function useWorkList(): WorkList {
  const filters = useWorkFilters()
  const { kind, whose, which } = filters.values
  const isClosedOnes = which === "closed"
  const list = useList<AttentionItem>("/v1/attention", {
    query: {
      kind,
      assignee: whose === "mine" ? "me" : whose === "nobodys" ? "none" : undefined,
      ...(isClosedOnes
        ? { state: "closed" }
        : { snoozed: which === "snoozed" ? "only" : "hide", order: "oldest" }),
    },
  })
  const queries = useQueryClient()
  useChanges(["attention"], () => {
    void queries.invalidateQueries({ queryKey: ["get", "/v1/attention", "list"] })
  })
  return { list, filters, isClosedOnes }
}
