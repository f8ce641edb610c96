import type { Change, EventType } from "../payout/canonical.ts"
import type { Destination } from "../payout/event.ts"
import type { AttemptResult } from "./send-attempt.ts"
import type { EndpointSettings } from "./endpoint.ts"

/**
 * How events are told to an endpoint: which, in what bytes, with what credentials, and what counts
 * as an answer. The one list of dialects is `pipeline/dialects.ts`: those of providers are made from
 * the provider's own `dialect.ts`.
 */
export interface Dialect {
  readonly name: string
  /** Newest last. An endpoint stays on the one it was registered with. */
  readonly versions: readonly string[]
  /** Forms of the body an endpoint may choose (`settings.form`), the default first; none: one. */
  readonly forms: readonly string[]
  /** The event types it has words for. */
  readonly tells: readonly EventType[]
  /** Those of them that an endpoint with these settings can hear of. */
  toldUnder(settings: EndpointSettings): readonly EventType[]
  /** Further ones, told only where what was said before must be taken back. Default: none. */
  readonly takesBack?: readonly EventType[]
  /** Do endpoints of one version share an event's bytes? Else they depend on the endpoint. */
  readonly sharesBodies: boolean
  /** A preset of retry-schedules.ts, where the endpoint chooses none. */
  readonly retrySchedule: string
  /** For a whole attempt, where the endpoint chooses none. */
  readonly timeoutMs: number
  /** May an endpoint have a user and password for HTTP Basic authentication? */
  readonly takesBasic: boolean
  /** Those of the settings that mean something to some dialects only. */
  readonly settings: readonly DialectSetting[]
  /** It hands on every request of a provider as it came, instead of telling events. */
  readonly forwards: boolean
  /** A secret as it is shown once to the merchant; null: this dialect has none of its own. */
  newSecret(): string | null
  /** What is wrong with a secret that the merchant brought; undefined: nothing. Never repeats it. */
  faultOfSecret(secret: string): string | undefined
  /** What is said of a change, or null: nothing to say, or no words for it. */
  tell(change: TellableChange, endpoint: TellingEndpoint): Telling | null
  /** The test event of registration: a marked sample, frozen. */
  test(sample: TestSample): Buffer
  /**
   * Makes what signs, once per endpoint rather than once per delivery. Several where a message can
   * carry only one credential, newest first: the next is tried when one is refused.
   */
  signers(credentials: EndpointCredentials, endpoint: TellingEndpoint): readonly Signer[]
  /** What does this answer mean to this dialect? */
  judge(result: AttemptResult, settings: EndpointSettings): Judgement
}

/** Settings of an endpoint that only some dialects understand. */
export const DIALECT_SETTINGS = [
  "account",
  "include_presumed",
  "reversal_as_failed",
  "retry_refusals",
  "require_accepted_body",
] as const satisfies readonly (keyof EndpointSettings)[]
export type DialectSetting = (typeof DIALECT_SETTINGS)[number]

/** A change with what only a provider's dialect needs. */
export type TellableChange = Change & {
  /** The whole account, unmasked; null where it is not known. */
  readonly destination: Destination | null
  /** The word this endpoint was told last of the same payout, batch or payment. */
  readonly toldBefore: string | null
}

export interface TellingEndpoint {
  readonly version: string
  readonly settings: EndpointSettings
}

export interface Telling {
  /** What this dialect calls it: `payout.succeeded`, `PAYOUT_THIRDPARTY true`. Null: our type. */
  readonly word: string | null
  /** Frozen: the same over tries and resends. Credentials and signatures are added when sent. */
  readonly frozen: Buffer
}

export interface TestSample {
  /** `evt_…` */
  readonly eventId: string
  /** RFC 3339 UTC. */
  readonly at: string
  /** `eventTypes`: the sample is of one that it wants to hear. Default: `*`. */
  readonly endpoint: TellingEndpoint & { readonly eventTypes?: readonly string[] }
}

export interface EndpointCredentials {
  /** Live ones, newest first. */
  readonly secrets: readonly string[]
  readonly basic: BasicCredentials | null
}

export interface BasicCredentials {
  readonly username: string
  readonly password: string
}

export type Signer = (
  message: {
    /** The outside id, `evt_…`: it stays the same over tries and resends. */
    readonly eventId: string
    readonly timestampSeconds: number
    readonly frozen: Buffer
  },
  restoreHeaders: RestoreHeaders,
) => SignedMessage | Promise<SignedMessage>

/**
 * Puts a source's credentials back into the headers of a request that was stored without them.
 * Rejects where that cannot be done now.
 */
export type RestoreHeaders = (
  sourceId: string,
  stored: Readonly<Record<string, readonly string[]>>,
) => Promise<Readonly<Record<string, readonly string[]>>>

export interface SignedMessage {
  /** Headers as undici takes them: name, value, name, value, … */
  readonly headers: string[]
  readonly body: Buffer
  /** The headers are somebody else's: nothing is added to them. */
  readonly isWhole?: boolean
}

/** `refused`: a failure that no retry can mend, by the dialect's rules. */
export type Judgement = "accepted" | "failed" | "refused"
