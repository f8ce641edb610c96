import { joinFrozen, splitFrozen } from "./frozen-parts.ts"

/** A provider's request as it is frozen to be handed on: without its credentials. */
export interface FrozenRequest {
  /** Whose credentials its headers carried; null: of no source, they are whole as they are. */
  readonly sourceId: string | null
  /** Lower-case names; a header that came twice has two values. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: Uint8Array
}

export function freezeRequest({ body, ...head }: FrozenRequest): Buffer {
  return joinFrozen(head, body)
}

/** What `freezeRequest` froze. */
export function thawRequest(frozen: Buffer): FrozenRequest & { readonly body: Buffer } {
  const { head, body } = splitFrozen(frozen)
  return { ...(head as Omit<FrozenRequest, "body">), body }
}
