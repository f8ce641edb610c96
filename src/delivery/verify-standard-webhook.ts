import { timingSafeEqual } from "node:crypto"

import { signStandardWebhook, standardWebhookKey } from "./sign-standard-webhook.ts"

export type StandardWebhookVerdict =
  | "authentic"
  | "signature_missing"
  | "signature_malformed"
  | "signature_mismatch"

/**
 * The inverse of `signStandardWebhook`: is one of the signatures made with one of the live secrets?
 * How old it is, is not judged: a receiver that shows what came has no replay to fear.
 */
export function verifyStandardWebhook(
  request: {
    readonly headers: Readonly<Record<string, readonly string[]>>
    readonly body: Uint8Array
  },
  secrets: readonly string[],
): StandardWebhookVerdict {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map(
    (name) => request.headers[`webhook-${name}`]?.[0],
  )
  if (id === undefined || timestamp === undefined || signatures === undefined) {
    return "signature_missing"
  }
  if (!/^\d{1,12}$/.test(timestamp)) return "signature_malformed"
  const message = { id, timestampSeconds: Number(timestamp), body: request.body }
  const presented = signatures.split(" ", SIGNATURES_MAX)
  let matched = false
  for (const secret of secrets) {
    const key = standardWebhookKey(secret)
    if (key === undefined) continue
    const expected = signStandardWebhook([key], message)
    for (const each of presented) matched = isSame(each, expected) || matched
  }
  return matched ? "authentic" : "signature_mismatch"
}

const SIGNATURES_MAX = 20

function isSame(presented: string, expected: string): boolean {
  const [one, other] = [Buffer.from(presented), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
