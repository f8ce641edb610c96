import type { BatchView } from "../payout/batch.ts"
import { csvNumber, csvText } from "./csv.ts"

const PLACES = ["pending", "success", "failed", "cancelled"] as const

export const BATCH_COLUMNS = [
  ...["id", "status", "reason", "provider", "provider_id", "source_id", "currency"],
  ...PLACES.flatMap((place) => [`${place}_count`, `${place}_amount`]),
  ...["live", "created_at", "updated_at"],
]

export function batchCells(batch: BatchView): readonly string[] {
  const { counters } = batch
  return [
    csvText(batch.id),
    csvText(batch.status),
    csvText(batch.reason),
    csvText(batch.provider),
    csvText(batch.provider_id),
    csvText(batch.source_id),
    csvText(counters?.currency),
    ...PLACES.flatMap((place) => [
      csvNumber(counters?.[place].count ?? null),
      csvNumber(counters?.[place].value ?? null),
    ]),
    csvText(String(batch.live)),
    csvText(batch.created_at),
    csvText(batch.updated_at),
  ]
}
