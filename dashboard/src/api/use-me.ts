import { api, type Thing } from "./client.ts"

export type Me = Thing<"Me">
export type Scope = Me["scopes"][number]

/** Who is logged in; undefined while that is being asked. */
export function useMe(): Me | undefined {
  return api.useQuery("get", "/v1/me", {}, { staleTime: 60_000 }).data
}

/** Hides what the API would refuse; the API refuses it all the same. */
export function useMay(scope: Scope): boolean {
  return useMe()?.scopes.includes(scope) ?? false
}
