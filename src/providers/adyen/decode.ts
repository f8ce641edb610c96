import type { DecodeSettings, Decoded, WebhookRequest } from "../provider.ts"
import { decodeClassic } from "./decode-classic.ts"
import { decodePlatform } from "./decode-transfer.ts"
import { readPayload } from "./payload.ts"

/** Told apart by the body alone: standard webhooks in three wire forms, and platform webhooks. */
export function decode(request: WebhookRequest, settings: DecodeSettings = {}): Decoded {
  const payload = readPayload(request.body)
  switch (payload.kind) {
    case "classic":
      return decodeClassic(payload.message, settings)
    case "platform":
      return decodePlatform(payload.body)
    case "malformed":
      return { outcome: "unrecognised", wireEvent: null, ...payload.problem }
  }
}
