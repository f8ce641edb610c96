import { Type, type Static } from "typebox"

import type { Payout } from "../payout/payout.ts"
import { findSilenceTimer } from "../reconcile/find-silence-timer.ts"
import type { Hub } from "./hub.ts"
import { nullable } from "./schemas/parts.ts"

export const SilenceFields = Type.Object({
  presumed_paid_at: nullable(
    Type.String({
      format: "date-time",
      description:
        "When the payout will be presumed paid, should its provider say nothing until then. Null: " +
        "its provider confirms payouts, or it has come to its end.",
      examples: ["2026-11-20T00:00:00.000Z"],
    }),
  ),
})
export type SilenceOf = Static<typeof SilenceFields>

export async function silenceOf(
  hub: Hub,
  { merchantId, id: payoutId }: Pick<Payout, "merchantId" | "id">,
): Promise<SilenceOf> {
  const dueAt = await findSilenceTimer(hub.pool, { merchantId, payoutId })
  return { presumed_paid_at: dueAt?.toISOString() ?? null }
}
