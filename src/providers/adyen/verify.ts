import { AUTHENTIC, everyKind, refused, verifyBasic, type KindVerdict } from "../credentials.ts"
import type {
  CredentialMatcher,
  SourceSecrets,
  Verdict,
  WebhookHeaders,
  WebhookRequest,
} from "../provider.ts"
import type { ClassicItem } from "./classic-item.ts"
import { readPayload, type Payload } from "./payload.ts"
import {
  readHmacKey,
  readSignature,
  SIGNATURE_HEADER,
  signatureMatches,
  signingText,
} from "./signature.ts"

/**
 * Every kind that the source has configured must pass: Basic, and the HMAC. Standard webhooks are
 * signed item by item inside the body; everything else by the `HmacSignature` header over the raw
 * bytes, whether or not they can be parsed.
 */
export function verify(
  request: WebhookRequest,
  secrets: SourceSecrets,
  matches?: CredentialMatcher,
): Verdict {
  const basic = verifyBasic(request, secrets, matches)
  // A wrong password is answered before anything of the body is read.
  if (basic?.outcome === "refused") return basic
  return everyKind([basic, verifyHmac(request, secrets["hmac_key"] ?? [])])
}

function verifyHmac(request: WebhookRequest, configured: readonly string[]): KindVerdict {
  if (configured.length === 0) return null
  const keys = configured.map(readHmacKey).filter((key) => key !== undefined)
  if (keys.length === 0) return refused("secret_not_configured", KEY_HINT)
  const payload = readPayload(request.body)
  const verdict = verifySignatures(request, payload, keys)
  return verdict.outcome === "refused" &&
    verdict.reason === "signature_mismatch" &&
    keys.length < configured.length
    ? refused("secret_not_configured", KEY_HINT)
    : verdict
}

function verifySignatures(
  request: WebhookRequest,
  payload: Payload,
  keys: readonly Uint8Array[],
): Verdict {
  switch (payload.kind) {
    case "classic":
      return verifyItems(payload.message.items, keys)
    case "platform":
      return verifyBody(request, keys)
    case "malformed":
      return payload.itemsSigned
        ? refused(
            "signature_missing",
            `The signature of a standard webhook is inside its items, and they cannot be read: ${payload.problem.hint}.`,
          )
        : verifyBody(request, keys)
  }
}

/** One acknowledgement covers every item, so every item must be signed. */
function verifyItems(items: readonly ClassicItem[], keys: readonly Uint8Array[]): Verdict {
  if (items.length === 0) return refused("signature_missing", "The request holds no items.")
  for (const item of items) {
    const verdict = verifySignature(
      item.additionalData.get("hmacSignature"),
      signingText(item),
      keys,
      "additionalData.hmacSignature",
    )
    if (verdict.outcome === "refused") return verdict
  }
  return AUTHENTIC
}

function verifyBody(request: WebhookRequest, keys: readonly Uint8Array[]): Verdict {
  const values = headerValues(request.headers)
  if (values.length > 1) {
    return refused("signature_malformed", "The HmacSignature header came more than once.")
  }
  return verifySignature(values[0], request.body, keys, "the HmacSignature header")
}

function verifySignature(
  presented: string | undefined,
  data: string | Uint8Array,
  keys: readonly Uint8Array[],
  place: string,
): Verdict {
  if (presented === undefined || presented === "") {
    return refused(
      "signature_missing",
      `There is no signature in ${place}. Is HMAC switched on for this webhook in the Customer Area?`,
    )
  }
  const signature = readSignature(presented)
  if (signature === undefined) {
    return refused("signature_malformed", `${place} is not the base64 of 32 bytes.`)
  }
  let matched = false
  for (const key of keys) matched = signatureMatches(key, data, signature) || matched
  return matched
    ? AUTHENTIC
    : refused(
        "signature_mismatch",
        `The signature in ${place} is made with another key or over other data. Each webhook has its own key, and test and live differ; a queued event keeps the key it was signed with.`,
      )
}

function headerValues(headers: WebhookHeaders): readonly string[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    name.toLowerCase() === SIGNATURE_HEADER ? values : [],
  )
}

const KEY_HINT =
  "An hmac_key of this source is not 64 hexadecimal digits, as the Customer Area shows it."
