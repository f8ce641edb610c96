import { withCredentialHeaders } from "../credential-headers.ts"
import { basicAuthorization } from "../credentials.ts"
import type { EncodedWebhook, SourceSecrets } from "../provider.ts"
import type { ClassicMessage } from "./classic-item.ts"
import { readPayload } from "./payload.ts"
import { readHmacKey, SIGNATURE_HEADER, signatureOf, signingText } from "./signature.ts"
import { soapEntry } from "./write-classic.ts"

/**
 * A webhook that `encode` or `tell` wrote, with these credentials instead of any it had. The
 * signature of a standard webhook is put into the text of its body, which is not written anew: all
 * other bytes stay as they were frozen. Without a key there is no signature at all, nor in a body
 * that breaks off: the sandbox sends such.
 */
export function sign(webhook: EncodedWebhook, secrets: SourceSecrets): EncodedWebhook {
  const key = (secrets["hmac_key"] ?? []).map(readHmacKey).find((bytes) => bytes !== undefined)
  const authorization = basicAuthorization(secrets)
  const { body } = webhook
  const payload = readPayload(body)
  switch (payload.kind) {
    case "classic":
      return withCredentialHeaders(
        { ...webhook, body: signedBody(body, payload.message, key) },
        { authorization },
      )
    case "platform":
      return withCredentialHeaders(webhook, {
        authorization,
        [SIGNATURE_HEADER]: key && signatureOf(key, body),
        protocol: key && "HmacSHA256",
      })
    case "malformed":
      return withCredentialHeaders(webhook, { authorization })
  }
}

function signedBody(
  body: Uint8Array,
  message: ClassicMessage,
  key: Uint8Array | undefined,
): Uint8Array {
  const [item, another] = message.items
  if (item === undefined || another !== undefined) throw new Error("It was written with one item.")
  const place = PLACES[message.wire]
  const frozen = Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8")
  const unsigned = frozen.replace(place.signature, "")
  if (key === undefined) return Buffer.from(unsigned, "utf8")
  const signed = place.add(unsigned, signatureOf(key, signingText(item)))
  if (signed === unsigned) throw new Error("There is no place for the signature.")
  return Buffer.from(signed, "utf8")
}

/**
 * Where a signature stands in what `write-classic.ts` writes: first in `additionalData`, which is
 * always there; in a form, last. No value can look like these places: JSON escapes its quotation
 * marks, XML its angle brackets, a form its ampersands.
 */
const PLACES: Readonly<
  Record<
    ClassicMessage["wire"],
    { readonly signature: RegExp; add(unsigned: string, signature: string): string }
  >
> = {
  json: {
    signature: /"hmacSignature":"[^"]*",?/,
    add: (unsigned, signature) =>
      unsigned.replace(
        /"additionalData":\{(\}?)/,
        (_, end: string) => `"additionalData":{"hmacSignature":"${signature}"${end || ","}`,
      ),
  },
  form: {
    signature: /&additionalData\.hmacSignature=[^&]*/,
    add: (unsigned, signature) =>
      `${unsigned}&additionalData.hmacSignature=${encodeURIComponent(signature)}`,
  },
  soap: {
    signature:
      /<entry><key xsi:type="xsd:string">hmacSignature<\/key><value[^>]*>[^<]*<\/value><\/entry>/,
    add: (unsigned, signature) =>
      unsigned.replace(
        "<additionalData>",
        (start) => start + soapEntry("hmacSignature", signature),
      ),
  },
}
