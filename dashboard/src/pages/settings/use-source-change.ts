import { useQueryClient } from "@tanstack/react-query"

import { client, type Thing } from "../../api/client.ts"
import type { paths } from "../../api/openapi.d.ts"

export type SourceChange = NonNullable<
  paths["/v1/sources/{id}"]["patch"]["requestBody"]
>["content"]["application/json"]

/** Changes a source, and what is shown of it. Rejects with the problem. */
export function useSourceChange(id: string): (body: SourceChange) => Promise<Thing<"Source">> {
  const queries = useQueryClient()
  return async (body) => {
    const { data, error } = await client.PATCH("/v1/sources/{id}", {
      params: { path: { id } },
      body,
    })
    if (error !== undefined) throw error as unknown
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["get", "/v1/sources"] }),
      queries.invalidateQueries({ queryKey: ["get", "/v1/sources/{id}"] }),
    ])
    return data
  }
}
