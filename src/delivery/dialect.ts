import type { Change } from "../payout/canonical.ts"

/**
 * How events are told to an endpoint: body, headers and secret. The one list of dialects is
 * `pipeline/dialects.ts`, since a dialect may need a provider's `encode`.
 */
export interface Dialect {
  /** Newest last. An endpoint stays on the one it was registered with. */
  readonly versions: readonly string[]
  /** A secret as it is shown once to the merchant. */
  newSecret(): string
  /** Reads a secret into what signs; made once per endpoint, not once per delivery. */
  signer(secrets: readonly string[]): Signer
  /** The frozen bytes of an event, as text. */
  body(change: Change, version: string): string
  /** The test event of registration: a marked sample. */
  testBody(sample: {
    readonly eventId: string
    readonly at: string
    readonly version: string
  }): string
}

/** Headers as undici takes them: name, value, name, value, … */
export type Signer = (message: {
  /** The outside id, `evt_…`: it stays the same over tries and resends. */
  readonly eventId: string
  readonly timestampSeconds: number
  readonly body: Uint8Array
}) => string[]
