import { joinFrozen, splitFrozen } from "./frozen-parts.ts"

/** A webhook of a provider's dialect as it is frozen: headers and body, without credentials. */
export interface FrozenWebhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export function freezeWebhook({ headers, body }: FrozenWebhook): Buffer {
  return joinFrozen(headers, body)
}

/** What `freezeWebhook` froze. */
export function thawWebhook(frozen: Buffer): FrozenWebhook {
  const { head, body } = splitFrozen(frozen)
  return { headers: head as Readonly<Record<string, string>>, body }
}
