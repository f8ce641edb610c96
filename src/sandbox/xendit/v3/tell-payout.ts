import { randomUUID } from "node:crypto"
import type { Thing } from "../../thing.ts"
import type { World } from "../../world.ts"
import { PAYOUT_PRODUCT, type PayoutStatus } from "../payout.ts"
import { toldAmount } from "../told-amount.ts"
import { v3PayoutBody } from "./payout-body.ts"

const WIRE_EVENTS: Partial<Readonly<Record<PayoutStatus, string>>> = {
  SUCCEEDED: "v3_payout.succeeded",
  FAILED: "v3_payout.failed",
  REVERSED: "v3_payout.reversed",
  REJECTED: "v3_payout.rejected",
  PENDING_COMPLIANCE_ASSESSMENT: "v3_payout.pending_compliance",
  PENDING_COMPLIANCE_REVIEW: "v3_payout.pending_compliance",
}

/** The webhook of a payout of v3 holds what the API shows, whatever form a callback wishes of v2. */
export async function tellV3Payout(
  thing: Thing,
  world: World,
  told: { readonly status: PayoutStatus; readonly failureCode: string | null },
): Promise<void> {
  const { status, failureCode } = told
  const wireEvent = WIRE_EVENTS[status]
  if (wireEvent === undefined) return
  const now = world.now.toISOString()
  const data = v3PayoutBody(thing, world.account, {
    status,
    amount: toldAmount(thing, world),
    ...(failureCode !== null && { failureCode }),
  })
  const body = {
    event: wireEvent,
    business_id: world.account.externalId,
    created: now,
    data: { ...data, updated: now },
  }
  await world.tell({
    product: PAYOUT_PRODUCT,
    thing,
    wireEvent,
    webhook: {
      headers: { "content-type": "application/json", "webhook-id": randomUUID() },
      body: Buffer.from(JSON.stringify(body), "utf8"),
    },
  })
}
