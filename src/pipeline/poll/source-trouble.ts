import { closeAttention } from "../../ledger/close-attention.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE, type AttentionKind } from "../../payout/attention.ts"
import type { Queryable } from "../../postgres/pool.ts"
import type { FindingKind } from "../../providers/api.ts"
import { clearApiFailure } from "../../reconcile/clear-api-failure.ts"
import { noteApiFailure } from "../../reconcile/note-api-failure.ts"

interface SourceKey {
  readonly merchantId: string
  readonly sourceId: string
}

type TroubleKind = Extract<
  AttentionKind,
  "credentials_missing" | "credentials_refused" | "provider_unreachable"
>

/** What keeps a whole source from being asked: not the fault of what it was asked for. */
const TROUBLE_OF = {
  credentials_missing: "credentials_missing",
  credentials_refused: "credentials_refused",
  unreachable: "provider_unreachable",
  timeout: "provider_unreachable",
  server_error: "provider_unreachable",
  answer_empty: "provider_unreachable",
  answer_not_json: "provider_unreachable",
  answer_too_large: "provider_unreachable",
  error_in_success: "provider_unreachable",
} as const satisfies Partial<Record<FindingKind, TroubleKind>>

export type SourceTrouble = keyof typeof TROUBLE_OF

/** Servers fail for a moment now and then; after so long a person is told. */
const UNREACHABLE_AFTER_MS = 5 * 60 * 1_000

export function isSourceTrouble(finding: FindingKind): finding is SourceTrouble {
  return Object.hasOwn(TROUBLE_OF, finding)
}

/**
 * A source's API could not be asked, or gave nothing that can be used: an attention item opens on
 * the source. Returns for how long that has been so, in milliseconds.
 */
export async function noteSourceTrouble(
  queryable: Queryable,
  source: SourceKey,
  trouble: {
    readonly finding: SourceTrouble
    readonly detail: string
    /** What else the item tells. */
    readonly more?: Readonly<Record<string, unknown>>
  },
): Promise<number> {
  const { merchantId, sourceId } = source
  const { finding, detail, more } = trouble
  const failure = { ...source, finding, detail }
  const { failingSince, failingMs } = await noteApiFailure(queryable, failure)
  const kind = TROUBLE_OF[finding]
  if (kind === "provider_unreachable" && failingMs < UNREACHABLE_AFTER_MS) return failingMs
  await openAttention(queryable, [
    {
      ...{ merchantId, kind, subject: "source", subjectId: sourceId, sourceId },
      advice: ATTENTION_ADVICE[kind],
      detail: { finding, detail, since: failingSince.toISOString(), ...more },
      standsSince: failingSince,
    },
  ])
  return failingMs
}

/** It answers: what was opened of it closes. One conditional update where nothing was wrong. */
export async function endSourceTrouble(queryable: Queryable, source: SourceKey): Promise<void> {
  if (!(await clearApiFailure(queryable, source))) return
  const kinds = [...new Set(Object.values(TROUBLE_OF))]
  const { merchantId, sourceId: subjectId } = source
  const because = "the provider's API answers"
  await closeAttention(
    queryable,
    kinds.map((kind) => ({ merchantId, subjectId, kind, because })),
  )
}
