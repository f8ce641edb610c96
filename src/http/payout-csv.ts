import type { PayoutView } from "../payout/payout.ts"
import { csvNumber, csvText } from "./csv.ts"

export const PAYOUT_COLUMNS = [
  ...["id", "status", "reason", "certainty", "amount", "currency", "reference", "provider"],
  ...["provider_id", "source_id", "batch_id", "account_number", "account_holder_name"],
  ...["channel_code", "description", "failure_code", "provider_code", "provider_reason", "advice"],
  ...["replaces", "live", "estimated_arrival_at", "created_at", "updated_at"],
]

/** Masked as the API masks. */
export function payoutCells(payout: PayoutView): readonly string[] {
  const { amount, destination, failure } = payout
  return [
    csvText(payout.id),
    csvText(payout.status),
    csvText(payout.reason),
    csvText(payout.certainty),
    csvNumber(amount?.value ?? null),
    csvText(amount?.currency),
    csvText(payout.reference),
    csvText(payout.provider),
    csvText(payout.provider_id),
    csvText(payout.source_id),
    csvText(payout.batch_id),
    csvText(destination?.account_number),
    csvText(destination?.account_holder_name),
    csvText(payout.channel_code),
    csvText(payout.description),
    csvText(failure?.code),
    csvText(failure?.provider_code),
    csvText(failure?.provider_reason),
    csvText(failure?.advice),
    csvText(payout.replaces),
    csvText(String(payout.live)),
    csvText(payout.estimated_arrival_at),
    csvText(payout.created_at),
    csvText(payout.updated_at),
  ]
}
