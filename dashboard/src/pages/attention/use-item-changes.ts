import { useQueryClient } from "@tanstack/react-query"

import { api, client, type Thing } from "../../api/client.ts"
import type { AttentionItem } from "./use-work-list.ts"

export type ActedOn = Thing<"ActedOnAttention">

export interface ItemChanges {
  /** Each throws a Problem. */
  act(action: string, reason: string | undefined): Promise<ActedOn>
  assign(assignee: string | null): Promise<AttentionItem>
  snooze(until: Date | null): Promise<AttentionItem>
}

/** What is done about an item; what shows it is brought up to date. */
export function useItemChanges(id: string): ItemChanges {
  const queries = useQueryClient()

  function keep<Item extends AttentionItem>(answer: { data?: Item; error?: unknown }): Item {
    const { data, error } = answer
    void queries.invalidateQueries({ queryKey: ["get", "/v1/attention", "list"] })
    void queries.invalidateQueries({ queryKey: ["get", "/v1/attention/counts"] })
    const { queryKey } = itemQuery(id)
    if (data === undefined) {
      void queries.invalidateQueries({ queryKey })
      throw error
    }
    queries.setQueryData(queryKey, data)
    return data
  }

  const path = { id }
  return {
    act: async (action, reason) =>
      keep(
        await client.POST("/v1/attention/{id}/{action}", {
          params: { path: { ...path, action } },
          body: reason === undefined ? {} : { reason },
        }),
      ),
    assign: async (assignee) =>
      keep(
        await client.PUT("/v1/attention/{id}/assignee", { params: { path }, body: { assignee } }),
      ),
    snooze: async (until) =>
      keep(
        await client.PUT("/v1/attention/{id}/snooze", {
          params: { path },
          body: { until: until?.toISOString() ?? null },
        }),
      ),
  }
}

export function itemQuery(id: string) {
  return api.queryOptions("get", "/v1/attention/{id}", { params: { path: { id } } })
}
