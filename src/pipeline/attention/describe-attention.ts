import type { AttentionItem } from "../../ledger/attention-row.ts"
import { findSubjectsToAsk } from "../../ledger/find-subjects-to-ask.ts"
import { findSourceModes, type SourceMode } from "../../merchants/find-source-modes.ts"
import {
  actionsOffered,
  ATTENTION_ACTIONS,
  type AttentionAction,
} from "../../payout/attention-actions.ts"
import type { AttentionKind } from "../../payout/attention.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findProvider } from "../../providers/index.ts"
import { canAsk } from "../poll/ask-soon.ts"
import { aboutAttention, type AboutAttention } from "./about-attention.ts"

/** An item with what it is about, and what can be done about it, here and at the provider. */
export interface DescribedAttention extends AttentionItem {
  readonly about: AboutAttention
  readonly actions: readonly OfferedAction[]
  readonly links: readonly { readonly label: string; readonly url: string }[]
}

export interface OfferedAction {
  readonly action: AttentionAction
  readonly label: string
  readonly needsReason: boolean
}

/** What is closed has no actions any more; its links stay. */
export async function describeAttention(
  queryable: Queryable,
  merchantId: string,
  items: readonly AttentionItem[],
): Promise<readonly DescribedAttention[]> {
  if (items.length === 0) return []
  const open = items.filter(({ closedAt }) => closedAt === null)
  const [subjects, sources] = await Promise.all([
    findSubjectsToAsk(queryable, { merchantId, ids: idsOf(open, "subjectId") }),
    findSourceModes(queryable, { merchantId, ids: idsOf(items, "sourceId") }),
  ])
  const askable = new Set(subjects.filter(canAsk).map(({ id }) => id))
  const about = await aboutAttention(queryable, merchantId, { items, sources })
  return items.map((item) => ({
    ...item,
    about: about(item),
    actions: actionsFor(item, askable.has(item.subjectId)).map((action) => {
      const { label, needsReason } = ATTENTION_ACTIONS[action]
      return { action, label, needsReason }
    }),
    links: linksOf(item, item.sourceId === null ? undefined : sources.get(item.sourceId)),
  }))
}

/** What is begun is brought to its end before anything else is done. */
export function actionsFor(item: AttentionItem, canBeAsked: boolean): readonly AttentionAction[] {
  if (item.closedAt !== null) return []
  const { kind, subject } = item
  const offered = actionsOffered({ kind, subject, canAsk: canBeAsked })
  const begun = item.detail["begun"]
  return offered.includes(begun as AttentionAction) ? [begun as AttentionAction] : offered
}

function linksOf({ kind }: AttentionItem, source: SourceMode | undefined) {
  if (source === undefined) return []
  const help = findProvider(source.provider)?.dashboard?.[kind as AttentionKind]
  return (help?.links ?? []).map(({ label, live, test }) => ({
    label,
    url: source.live === false ? (test ?? live) : live,
  }))
}

function idsOf(items: readonly AttentionItem[], name: "subjectId" | "sourceId"): readonly string[] {
  return [...new Set(items.flatMap((item) => item[name] ?? []))]
}
