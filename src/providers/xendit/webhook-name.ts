import type { PayoutEvent } from "../../payout/event.ts"
import { readEventName } from "./event-name.ts"
import type { WireForm } from "./wire-form.ts"

/** What `encode` can write. `documented` and `flat` are both v2: as printed, and as really sent. */
export const ENCODED_FORMS = ["documented", "flat", "v3", "remittance", "legacy"] as const
export type EncodedForm = (typeof ENCODED_FORMS)[number]

export interface WebhookName {
  readonly wireStatus: string
  /** Null for legacy disbursements, whose bodies name no event. */
  readonly wireEvent: string | null
}

/**
 * The webhooks that Xendit documents. It has none for a payout that is accepted, requested, ready,
 * cancelled or expired: `decode` would read one, `encode` sends none.
 */
const V2: readonly WebhookName[] = [
  { wireStatus: "SUCCEEDED", wireEvent: "payout.succeeded" },
  { wireStatus: "FAILED", wireEvent: "payout.failed" },
  { wireStatus: "REVERSED", wireEvent: "payout.reversed" },
]
const WEBHOOKS: Readonly<Record<EncodedForm, readonly WebhookName[]>> = {
  documented: V2,
  flat: V2,
  v3: [
    { wireStatus: "SUCCEEDED", wireEvent: "v3_payout.succeeded" },
    { wireStatus: "FAILED", wireEvent: "v3_payout.failed" },
    { wireStatus: "REJECTED", wireEvent: "v3_payout.rejected" },
    { wireStatus: "REVERSED", wireEvent: "v3_payout.reversed" },
    { wireStatus: "PENDING_COMPLIANCE_REVIEW", wireEvent: "v3_payout.pending_compliance" },
    { wireStatus: "PENDING_COMPLIANCE_ASSESSMENT", wireEvent: "v3_payout.pending_compliance" },
  ],
  remittance: [
    { wireStatus: "SUCCEEDED", wireEvent: "remittance_payout.succeeded" },
    { wireStatus: "FAILED", wireEvent: "remittance_payout.failed" },
    { wireStatus: "COMPLIANCE_REJECTED", wireEvent: "remittance_payout.compliance_rejected" },
    {
      wireStatus: "PENDING_COMPLIANCE_ASSESSMENT",
      wireEvent: "remittance_payout.pending_compliance_assessment",
    },
  ],
  legacy: [
    { wireStatus: "COMPLETED", wireEvent: null },
    { wireStatus: "FAILED", wireEvent: null },
  ],
}

/** The form that is asked for, else the one that the event came in, else v2 as documented. */
export function encodedForm(
  event: PayoutEvent,
  asked: string | undefined,
): EncodedForm | undefined {
  if (asked !== undefined) return ENCODED_FORMS.find((known) => known === asked)
  return formOfOrigin(event) ?? "documented"
}

/** Undefined for an event that no form of Xendit's tells of: another provider's. */
export function formOfOrigin(event: PayoutEvent): EncodedForm | undefined {
  if (event.wireEvent.startsWith("disbursement.")) return "legacy"
  switch (readEventName(event.wireEvent)?.family) {
    case "payout":
      return "documented"
    case "v3_payout":
      return "v3"
    case "remittance_payout":
      return "remittance"
    case undefined:
      return undefined
  }
}

/** The webhook of this form for the event's status; undefined where Xendit has none. */
export function webhookName(
  event: PayoutEvent,
  encoded: EncodedForm,
  form: WireForm,
): WebhookName | undefined {
  const candidates = WEBHOOKS[encoded].filter(({ wireStatus }) => {
    const meaning = form.meaning(wireStatus)
    return meaning?.status === event.status && meaning.reason === event.reason
  })
  const told = candidates.find(
    ({ wireStatus }) => event.key === `payout:${event.providerId}:${wireStatus}`,
  )
  const refusedByCompliance = event.failure?.code === "compliance_rejected"
  return (
    told ??
    candidates.find(({ wireStatus }) => wireStatus.endsWith("REJECTED") === refusedByCompliance) ??
    candidates[0]
  )
}
