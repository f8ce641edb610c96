import { api, type Thing } from "./client.ts"
import { useWords } from "../words/words.ts"

const shownMax = 100
const namesStaleMs = 60_000

/** The sources, for their names; all that a merchant is likely to have. */
export function useSources(): readonly Thing<"Source">[] {
  const query = { params: { query: { limit: shownMax } } }
  return api.useQuery("get", "/v1/sources", query, { staleTime: namesStaleMs }).data?.data ?? []
}

/** `Xendit`, for `xendit`; a provider that is in no catalogue by its own name. */
export function useProviderName(): (provider: string) => string {
  const { providers } = useWords().payouts
  return (provider) => providers[provider] ?? provider
}

export function useEndpoints(): readonly Thing<"Endpoint">[] {
  const query = { params: { query: { limit: shownMax } } }
  return api.useQuery("get", "/v1/endpoints", query, { staleTime: namesStaleMs }).data?.data ?? []
}

/** What people know an endpoint by: its description, or where it is. */
export function endpointName(endpoint: Pick<Thing<"Endpoint">, "description" | "url">): string {
  if (endpoint.description !== null && endpoint.description !== "") return endpoint.description
  const { host, pathname } = new URL(endpoint.url)
  return pathname === "/" ? host : host + pathname
}
