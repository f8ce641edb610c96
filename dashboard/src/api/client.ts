import createFetchClient from "openapi-fetch"
import createQueryHooks from "openapi-react-query"

import type { components, paths } from "./openapi.d.ts"
import { unreachable } from "./problem.ts"

/** Every thing of the API by its name: `Thing<"Payout">`. */
export type Thing<Name extends keyof components["schemas"]> = components["schemas"][Name]

/** Calls `/v1`. The cookie of the login goes along by itself. */
export const client = createFetchClient<paths>({ baseUrl: window.location.origin })

client.use({
  onError: ({ error }) => unreachable(error),
})

/** `api.useQuery("get", "/v1/payouts/{id}", { params: { path: { id } } })`; errors are problems. */
export const api = createQueryHooks(client)
