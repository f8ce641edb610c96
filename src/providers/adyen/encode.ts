import type { PaidoutEvent } from "../../payout/event.ts"
import { basicAuthorization } from "../credentials.ts"
import type { EncodedWebhook, EncodeOptions, SourceSecrets } from "../provider.ts"
import { classicFrom } from "./encode-classic.ts"
import { encodeTransfer } from "./encode-transfer.ts"
import { readHmacKey, sign, signingText } from "./signature.ts"
import type { ClassicItem } from "./classic-item.ts"
import { writeForm, writeJson, writeSoap, type WrittenBody } from "./write-classic.ts"

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
  const key = (secrets["hmac_key"] ?? []).map(readHmacKey).find((bytes) => bytes !== undefined)
  const written =
    form === "transfer"
      ? encodeTransfer(event, { key, sentAt: options.sentAt })
      : encodeClassic(form, classicFrom(event, options.sentAt), key)
  if (written === null) return null
  const authorization = basicAuthorization(secrets)
  return {
    headers: { ...written.headers, ...(authorization === undefined ? {} : { authorization }) },
    body: Buffer.from(written.text, "utf8"),
  }
}

function defaultForm(wireEvent: string): string {
  return wireEvent.startsWith("balancePlatform.") ? "transfer" : "json"
}

function encodeClassic(
  form: string,
  classic: ReturnType<typeof classicFrom>,
  key: Uint8Array | undefined,
): WrittenBody | null {
  if (classic === null || !Object.hasOwn(WRITERS, form)) return null
  const item = key === undefined ? classic.item : signed(classic.item, key)
  return WRITERS[form as keyof typeof WRITERS](item, classic.live)
}

const WRITERS = { json: writeJson, form: writeForm, soap: writeSoap } as const

function signed(item: ClassicItem, key: Uint8Array): ClassicItem {
  const additionalData = new Map(item.additionalData)
  additionalData.set("hmacSignature", sign(key, signingText(item)))
  return { ...item, additionalData }
}
