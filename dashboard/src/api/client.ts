import createFetchClient from "openapi-fetch"
import createQueryHooks from "openapi-react-query"

import type { components, paths } from "./openapi.d.ts"
import { unreachable } from "./problem.ts"

/** Every thing of the API by its name: `Thing<"Payout">`. */
export type Thing<Name extends keyof components["schemas"]> = components["schemas"][Name]

/** Calls `/v1`. The cookie of the login goes along by itself. */
export const client = createFetchClient<paths>({ baseUrl: window.location.origin })

/** Whose data this page shows: told with every call, so that an old tab never acts for another. */
let shownMerchant: string | undefined

client.use({
  onRequest({ request }) {
    if (shownMerchant !== undefined) request.headers.set("paidout-merchant", shownMerchant)
    return request
  },
  async onResponse({ schemaPath, response }) {
    if (schemaPath === "/v1/me" && response.ok && shownMerchant === undefined) {
      const me = (await response.clone().json()) as Thing<"Me">
      shownMerchant = me.merchant?.id
    }
    // Another tab switched: this one begins again with the merchant of now.
    if (response.status === 409 && (await codeOf(response)) === "merchant_changed") {
      window.location.assign("/")
    }
  },
  onError: ({ error }) => unreachable(error),
})

/** `api.useQuery("get", "/v1/payouts/{id}", { params: { path: { id } } })`; errors are problems. */
export const api = createQueryHooks(client)

async function codeOf(response: Response): Promise<string | undefined> {
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return (problem as { readonly code?: string } | null)?.code
}
