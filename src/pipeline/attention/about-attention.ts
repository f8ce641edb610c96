import { findEndpointUrls } from "../../delivery/find-endpoint-urls.ts"
import type { AttentionItem } from "../../ledger/attention-row.ts"
import { findLedgerThings, type LedgerThing } from "../../ledger/find-ledger-things.ts"
import type { SourceMode } from "../../merchants/find-source-modes.ts"
import { findSourceNames } from "../../merchants/find-source-names.ts"
import type { Queryable } from "../../postgres/pool.ts"

/** What a work list shows of the subject of an item, so that it need not be opened. */
export interface AboutAttention extends Pick<
  LedgerThing,
  "reason" | "certainty" | "providerId" | "reference" | "amount"
> {
  readonly provider: string | null
  readonly status: string | null
  /** The name of its source, or the URL of its endpoint. */
  readonly name: string | null
}

const NOTHING_KNOWN: Omit<AboutAttention, "provider" | "name"> = {
  status: null,
  reason: null,
  certainty: null,
  providerId: null,
  reference: null,
  amount: null,
}

/** Of each of these items. */
export async function aboutAttention(
  queryable: Queryable,
  merchantId: string,
  {
    items,
    sources,
  }: {
    readonly items: readonly AttentionItem[]
    /** Of the items, by id. */
    readonly sources: ReadonlyMap<string, SourceMode>
  },
): Promise<(item: AttentionItem) => AboutAttention> {
  const idsOf = (...subjects: readonly string[]) =>
    items.filter(({ subject }) => subjects.includes(subject)).map(({ subjectId }) => subjectId)
  const sourceIds = [...sources.keys()]
  const [subjects, names, urls] = await Promise.all([
    findLedgerThings(queryable, { merchantId, ids: idsOf("payout", "batch", "payment") }),
    findSourceNames(queryable, { merchantId, ids: sourceIds }),
    findEndpointUrls(queryable, { merchantId, ids: idsOf("endpoint") }),
  ])
  return ({ subjectId, sourceId }) => ({
    ...(subjects.get(subjectId) ?? NOTHING_KNOWN),
    provider: sourceId === null ? null : (sources.get(sourceId)?.provider ?? null),
    name: urls.get(subjectId) ?? (sourceId === null ? null : (names.get(sourceId) ?? null)),
  })
}
