import type { AttentionKind } from "../payout/attention.ts"
import type { EventType } from "../payout/canonical.ts"
import type { PaidoutEvent } from "../payout/event.ts"
import type { Certainty, PayoutStatus, Reason } from "../payout/status.ts"
import type { AnnouncedFault, AnnouncedNames } from "./announced-names.ts"
import type { ProviderApi } from "./api.ts"

/**
 * What a provider is to Paidout: raw bytes in, values out, and the signed inverse. Everything here
 * is pure; only a provider's `client.ts` does I/O. Adding one is a folder and a line in `index.ts`.
 */
export interface Provider {
  readonly name: string
  /** Secret kinds a source of this provider may hold, besides `basic_username`/`basic_password`. */
  readonly secretKinds: readonly string[]
  /** Credential kinds for the provider's API. */
  readonly credentialKinds: readonly string[]
  /**
   * Headers that carry a live credential in the clear: the lower-case name, and which kind of secret
   * it is (`basic`: user and password).
   */
  readonly credentialHeaders: Readonly<Record<string, string>>
  /** Is the request authentic? Works on the raw bytes, before any parsing of its meaning. */
  verify(request: WebhookRequest, secrets: SourceSecrets, matches?: CredentialMatcher): Verdict
  /** What does it say? Called only for authentic requests. Never throws. */
  decode(request: WebhookRequest, settings?: DecodeSettings): Decoded
  /** What to answer when it is stored (or parked): the provider's way of being told "got it". */
  acknowledge(request: WebhookRequest): Acknowledgement
  /**
   * The signed inverse: the webhooks this provider would send for an event, or nothing where it
   * has no words for it. `decode(encode(e))` gives `e` back, `verify` accepts what it signs.
   */
  encode(
    event: PaidoutEvent,
    secrets: SourceSecrets,
    options?: EncodeOptions,
  ): EncodedWebhook | null
  /** How events of any provider are told in this one's words. */
  readonly dialect: ProviderDialect
  /** How long it may say nothing of a payout under way without anything being wrong. Default: 0. */
  readonly quietHours?: number
  /**
   * Some providers never say "paid". Does their silence, after business days, mean it for a payout
   * that stands so, told by this event of theirs? Missing: it never does.
   */
  silenceMeansPaid?(
    payout: { readonly status: PayoutStatus; readonly reason: Reason | null },
    wireEvent: string,
  ): boolean
  /** How it is asked; missing: it has no API to ask. */
  readonly api?: ProviderApi
  /**
   * The names under which its events will tell of a payout that the merchant announces, made of
   * those that the merchant has. Missing: they are the same.
   */
  announcedNames?(given: AnnouncedNames): AnnouncedNames | AnnouncedFault
  /** Where a person does what it has no API for, by what he is to act on. */
  readonly dashboard?: Readonly<Partial<Record<AttentionKind, DashboardHelp>>>
  /**
   * Its webhooks carry only a password, no signature of what they say: who knows it can say
   * anything. Such news can be confirmed at its API first.
   */
  readonly isStaticallyAuthenticated: boolean
  /** Events this provider can send, by the name `paidout trigger` knows them under. */
  readonly samples: Readonly<Record<string, () => PaidoutEvent>>
}

/** What a person does at the provider itself. */
export interface DashboardHelp {
  /** What to do, in one sentence, where the general one is too general. */
  readonly advice?: string
  readonly links: readonly DashboardLink[]
}

export interface DashboardLink {
  readonly label: string
  readonly live: string
  /** In the provider's test mode; missing: there it is at the same address. */
  readonly test?: string
}

/**
 * This provider's webhooks as a dialect: an endpoint written for it understands the events of all
 * others. What is sent is a table, our status × what the endpoint was told before, in `dialect.ts`
 * of the provider's folder; what the provider has no words for is not said.
 */
export interface ProviderDialect {
  /** Forms of the body (`settings.form`), the default first; empty: only one. */
  readonly forms: readonly string[]
  /** The event types that there are words for. */
  readonly tells: readonly EventType[]
  /** Those of them that an endpoint hears of in this form and with these settings; else all. */
  toldUnder?(wish: DialectSettings & { readonly form: string }): readonly EventType[]
  /** Further ones, told only where what was said before must be taken back. Default: none. */
  readonly takesBack?: readonly EventType[]
  /** The settings of an endpoint that it heeds. */
  readonly settings: readonly (keyof DialectSettings)[]
  /** How long this provider waits for an answer. */
  readonly timeoutMs: number
  /** The kind of secret (see `secretKinds`) that its webhooks carry. */
  readonly secretKind: string
  newSecret(): string
  /** What is wrong with a secret that the merchant brought; undefined: nothing. Never repeats it. */
  faultOfSecret(secret: string): string | undefined
  /** What to say of an event to this endpoint, or null. Pure. */
  tell(news: News, wish: TellingWish): ToldWebhook | null
  /**
   * Sets the credentials: headers, and a signature within the body where it belongs there. Any that
   * stood there before are replaced, so that a resend carries today's.
   */
  sign(webhook: EncodedWebhook, secrets: SourceSecrets): EncodedWebhook
  /** Was it taken? `refused`: this provider would not try again by itself. */
  judge(answer: WebhookAnswer, settings: DialectSettings): "accepted" | "failed" | "refused"
}

/** An event with what the ledger made of it. */
export interface News {
  readonly event: PaidoutEvent
  readonly type: EventType
  readonly certainty: Certainty
  /** It counts the changes of this payout, batch or payment, from 1. */
  readonly sequence: number
}

export interface TellingWish {
  /** One of `forms`. */
  readonly form: string
  /** The word this endpoint was told last of the same payout, batch or payment, or null. */
  readonly toldBefore: string | null
  /** A UUID that stays the same over tries and resends, for a provider that numbers its webhooks. */
  readonly id: string
  /** When it is said (RFC 3339 UTC). */
  readonly at: string
  readonly settings: DialectSettings
}

/** What an endpoint may wish of a dialect; explained in `delivery/endpoint.ts`. */
export interface DialectSettings {
  readonly account?: string
  readonly include_presumed?: boolean
  readonly reversal_as_failed?: boolean
  readonly retry_refusals?: boolean
  readonly require_accepted_body?: boolean
}

export interface ToldWebhook {
  /** What was said, in this provider's words; `toldBefore` of the next. */
  readonly word: string
  /** Without credentials: `sign` adds them. */
  readonly webhook: EncodedWebhook
}

/** What an endpoint answered: a status of null means that there was no answer. */
export interface WebhookAnswer {
  readonly status: number | null
  readonly body: Uint8Array | null
}

/** Header names are lower case; a header that came twice has two values. */
export type WebhookHeaders = Readonly<Record<string, readonly string[]>>

export interface WebhookRequest {
  readonly headers: WebhookHeaders
  readonly body: Uint8Array
}

/** Each kind holds every live value, newest first: rotation, several webhooks of one account. */
export type SourceSecrets = Readonly<Record<string, readonly string[]>>

/**
 * Does a presented credential equal an expected one? In constant time. The default compares the
 * values; `release` passes one that compares keyed hashes, since stored headers hold no credential.
 */
export type CredentialMatcher = (presented: string, expected: string) => boolean

export type Verdict =
  | { readonly outcome: "authentic" }
  | {
      readonly outcome: "refused"
      readonly reason: RefusalReason
      /** The likely mistake, for the operator. Never contains a secret. */
      readonly hint: string
    }

export const REFUSAL_REASONS = [
  "secret_not_configured",
  "credential_missing",
  "credential_repeated",
  "credential_mismatch",
  "signature_missing",
  "signature_malformed",
  "signature_mismatch",
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export interface DecodeSettings {
  /** Adyen classic: treat an accepted payout as instant (paid at once) or never. Default: by rule. */
  readonly instantPayouts?: "by_method" | "always" | "never"
}

export type Decoded =
  /**
   * Understood: 1..n facts. `alsoUnrecognised` names the items of the same request that were not;
   * the facts are applied and the message is parked for a person all the same.
   */
  | {
      readonly outcome: "events"
      readonly events: readonly PaidoutEvent[]
      readonly alsoUnrecognised?: readonly Unrecognised[]
    }
  /** Known, and not about a payout, batch or payment (a top-up, a report): nothing to apply. */
  | { readonly outcome: "ignored"; readonly wireEvent: string }
  /** Authentic, not understood: parked for a person. */
  | ({ readonly outcome: "unrecognised" } & Unrecognised)

export interface Unrecognised {
  readonly reason: UnrecognisedReason
  readonly wireEvent: string | null
  readonly hint: string
}

export const UNRECOGNISED_REASONS = [
  "body_empty",
  "body_malformed",
  "body_too_deep",
  "event_unknown",
  "status_unknown",
  "field_missing",
  "field_invalid",
  "amount_invalid",
  "contradiction",
] as const
export type UnrecognisedReason = (typeof UNRECOGNISED_REASONS)[number]

export interface Acknowledgement {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

export interface EncodeOptions {
  /** Provider-specific form: Adyen `json|form|soap|transfer`, Xendit `documented|flat|v3|legacy`. */
  readonly form?: string
  /** When it is sent (RFC 3339 UTC); default is what the event says. */
  readonly sentAt?: string
  /** The webhook's own id, for a provider that numbers them; default: a new one. */
  readonly id?: string
}

export interface EncodedWebhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}
