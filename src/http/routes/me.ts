import { findMerchant } from "../../merchants/find-merchant.ts"
import type { Merchant } from "../../merchants/merchant.ts"
import { found, type Api } from "../api.ts"
import { actorOf, type Caller } from "../caller.ts"
import type { Hub } from "../hub.ts"
import { refTo } from "../schemas/parts.ts"
import { merchantView } from "./merchants.ts"

/** Who calls, and what he may do. */
export function meRoutes(api: Api, hub: Hub): void {
  api.get(
    "/me",
    {
      config: { scope: "read" },
      schema: {
        tags: ["people"],
        summary: "Who calls, and what he may do",
        response: { 200: refTo<MeView>("Me") },
      },
    },
    async ({ caller }) => meView(caller, found(await findMerchant(hub.pool, caller.merchantId))),
  )
}

type MeView = ReturnType<typeof meView>

function meView(caller: Caller, merchant: Merchant) {
  return {
    id: actorOf({ caller }),
    kind: caller.kind,
    name: null as string | null,
    email: null as string | null,
    role: null as "owner" | "operator" | "viewer" | null,
    scopes: [...caller.scopes],
    two_factor: false,
    merchant: merchantView(merchant),
    merchants: [merchantView(merchant)],
  }
}
