import { idText, type IdKind } from "../ids.ts"
import { moneyToWire } from "../payout/money.ts"
import type { DescribedAttention } from "../pipeline/attention/describe-attention.ts"
import type { QuarantineRelease } from "../pipeline/attention/release-quarantined.ts"

export type AttentionItemView = ReturnType<typeof attentionItemView>

export function attentionItemView(item: DescribedAttention) {
  return {
    id: idText("attention", item.id),
    kind: item.kind,
    subject: item.subject,
    subject_id: idText(item.subject, item.subjectId),
    source_id: item.sourceId === null ? null : idText("source", item.sourceId),
    about: aboutView(item.about),
    advice: item.advice,
    actions: item.actions.map(({ action, label, needsReason }) => ({
      action,
      label,
      needs_reason: needsReason,
    })),
    links: item.links,
    detail: shownDetail(item.detail),
    since: sinceOf(item),
    opened_at: item.openedAt.toISOString(),
    closed_at: item.closedAt?.toISOString() ?? null,
    closed_because: item.closedBecause,
    closed_by: item.closedBy,
    assignee: item.assignee,
    snoozed_until: item.snoozedUntil?.toISOString() ?? null,
  }
}

function aboutView(about: DescribedAttention["about"]) {
  return {
    provider: about.provider,
    name: about.name,
    status: about.status,
    reason: about.reason,
    certainty: about.certainty,
    reference: about.reference,
    provider_id: about.providerId,
    amount: about.amount === null ? null : moneyToWire(about.amount),
  }
}

export type ActedOnView = ReturnType<typeof actedOnView>

export function actedOnView(acted: {
  readonly item: DescribedAttention
  readonly release: QuarantineRelease | null
}) {
  const { item, release } = acted
  return {
    ...attentionItemView(item),
    release:
      release === null
        ? null
        : { released: release.released, still_refused: release.stillRefused, left: release.left },
  }
}

/** Kept as they stand in the database, and shown as every id is. */
const IDS = {
  message_id: "message",
  event_id: "event",
  other_payout: "payout",
} as const satisfies Record<string, IdKind>

function shownDetail(detail: DescribedAttention["detail"]): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...detail }
  for (const [field, kind] of Object.entries(IDS)) {
    const id = detail[field]
    if (typeof id === "string" && UUID.test(id)) shown[field] = idText(kind, id)
  }
  return shown
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What it is about may have begun before it was pointed out. */
function sinceOf({ detail, openedAt }: DescribedAttention): string {
  const told = detail["since"] ?? detail["failing_since"]
  return typeof told === "string" && !Number.isNaN(Date.parse(told))
    ? new Date(told).toISOString()
    : openedAt.toISOString()
}
