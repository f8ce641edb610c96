import { useQueryClient } from "@tanstack/react-query"

/** After a change of an endpoint: what is shown of it is read again. */
export function useShowEndpoint(): () => Promise<unknown> {
  const queries = useQueryClient()
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["get", "/v1/endpoints"] }),
      queries.invalidateQueries({ queryKey: ["get", "/v1/endpoints/{id}"] }),
    ])
}
