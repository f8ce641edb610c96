import { randomUUID } from "node:crypto"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { EncodedWebhook, EncodeOptions, SourceSecrets } from "../provider.ts"
import { sign } from "./sign.ts"
import { encodedForm, webhookName } from "./webhook-name.ts"
import type { EncodedForm } from "./webhook-name.ts"
import { WIRE_FORMS } from "./wire-form.ts"
import type { WireForm } from "./wire-form.ts"
import { writePayout } from "./write-payout.ts"

/**
 * The webhook Xendit would send for a payout's event. Null where it has none: batches, payments,
 * statuses without a webhook, an amount that is unknown or finer than the currency allows.
 */
export function encode(
  event: PaidoutEvent,
  secrets: SourceSecrets,
  options: EncodeOptions = {},
): EncodedWebhook | null {
  if (event.subject !== "payout") return null
  const encoded = encodedForm(event, options.form)
  if (encoded === undefined) return null
  const form = wireForm(encoded, event.amount?.currency)
  const name = webhookName(event, encoded, form)
  if (!name) return null
  const body = writePayout(event, { encoded, form, name, sentAt: options.sentAt ?? null })
  if (!body) return null
  const headers = {
    "content-type": "application/json",
    "webhook-id": options.id ?? randomUUID(),
  }
  return sign({ headers, body: Buffer.from(JSON.stringify(body), "utf8") }, secrets)
}

/** The Indonesian disbursement API has no currency field; the Philippine one has. */
function wireForm(encoded: EncodedForm, currency: string | undefined): WireForm {
  if (encoded !== "legacy") return WIRE_FORMS[encoded]
  return currency === "IDR" ? WIRE_FORMS.legacyIndonesia : WIRE_FORMS.legacyPhilippines
}
