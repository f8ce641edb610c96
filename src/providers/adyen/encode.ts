import type { PaidoutEvent } from "../../payout/event.ts"
import type { EncodedWebhook, EncodeOptions, SourceSecrets } from "../provider.ts"
import type { ClassicItem } from "./classic-item.ts"
import { classicFrom } from "./encode-classic.ts"
import { encodeTransfer } from "./encode-transfer.ts"
import { sign } from "./sign.ts"
import { writeForm, writeJson, writeSoap } from "./write-classic.ts"

/**
 * The webhook Adyen would send for an event: form `json`, `form` or `soap` for a standard webhook,
 * `transfer` for one of the balance platform. By default an event that came as a transfer goes out
 * as one and any other as JSON. Null where Adyen has no word: batches, payments, and a payout that
 * is pending or paid in the words of the standard webhooks.
 */
export function encode(
  event: PaidoutEvent,
  secrets: SourceSecrets,
  options: EncodeOptions = {},
): EncodedWebhook | null {
  if (event.subject !== "payout") return null
  const form = options.form ?? defaultForm(event.wireEvent)
  if (form === "transfer") {
    const webhook = encodeTransfer(event, options.sentAt)
    return webhook && sign(webhook, secrets)
  }
  const classic = classicFrom(event, options.sentAt)
  const webhook = classic && writeClassic(form, classic)
  return webhook && sign(webhook, secrets)
}

/** Null for a form there is not, or that cannot carry it. */
export function writeClassic(
  form: string,
  { item, live }: { readonly item: ClassicItem; readonly live: string },
): EncodedWebhook | null {
  return Object.hasOwn(WRITERS, form) ? WRITERS[form as keyof typeof WRITERS](item, live) : null
}

const WRITERS = { json: writeJson, form: writeForm, soap: writeSoap } as const

function defaultForm(wireEvent: string): string {
  return wireEvent.startsWith("balancePlatform.") ? "transfer" : "json"
}
