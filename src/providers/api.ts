import type { PaidoutEvent } from "../payout/event.ts"
import type { CallVendor, VendorAnswer } from "../vendor-call.ts"

export type { CallVendor, VendorAnswer, VendorReply } from "../vendor-call.ts"

/**
 * The part of a provider that asks: what its API says of a payout, batch or payment, when its
 * webhooks are silent, vague, or not to be trusted alone. Failures are values, never exceptions.
 */
export interface ProviderApi {
  /** Where the API is; `settings.base_url` of a source stands in for both. No slash at the end. */
  readonly baseUrls: { readonly live: string; readonly test: string }
  /** Calls per second to one account, below the provider's own limit. Source: MAPPING.md. */
  readonly callsPerSecondMax: { readonly live: number; readonly test: number }
  readonly schedule: PollSchedule
  /** Can this be asked for at all? Adyen's classic payouts cannot. */
  canAsk(asked: Asked): boolean
  /** Divides what is to be asked into reads, as few calls as the provider allows. Pure. */
  plan(asked: readonly Asked[]): readonly ReadPlan[]
  createClient(account: ApiAccount): ProviderClient
}

/** When a payout without a final status is asked for. */
export interface PollSchedule {
  /** After the time that is usual; each further gap is twice as long. */
  readonly firstMs: number
  readonly gapMsMax: number
  /** Nothing is asked any more so long after the last change. */
  readonly forMs: number
  /** So long after the last change a person is told. */
  readonly stuckAfterMs: number
}

/** One payout, batch or payment that is asked for, by the names that the ledger has of it. */
export interface Asked {
  readonly subject: "payout" | "batch" | "payment"
  /** Null: only a reference is known of it (an announced payout). */
  readonly providerId: string | null
  readonly reference: string | null
  readonly batchProviderId: string | null
  /**
   * What the provider itself said last of it (`wireEvent` of its event; not a timer's or an
   * operator's). Missing or null: not known. It tells Adyen's transfers from classic payouts, whose
   * ids look alike, and Xendit's v3 from v2.
   */
  readonly wireEvent?: string | null
}

export interface ReadPlan {
  readonly asked: readonly Asked[]
  /** The provider's own words for what to call; opaque outside its folder. */
  readonly call: string
  /** HTTP calls that it takes at least. */
  readonly calls: number
}

export interface ProviderClient {
  /** Never throws for anything that a server may answer. */
  read(plan: ReadPlan): Promise<ReadResult>
  /**
   * Payouts that the provider knows of, created in this time, page by page. Missing where it has no
   * such call. Times are RFC 3339 UTC, `from` included, `to` not.
   */
  list?(window: {
    readonly from: string
    readonly to: string
    readonly cursor: string | null
  }): Promise<ListResult>
}

export interface ReadResult {
  /** HTTP calls that were made. */
  readonly calls: number
  /** What it says, of what was asked and of what it told besides. Tier `read`. */
  readonly events: readonly PaidoutEvent[]
  /** What it answered, byte by byte: the evidence of the events. */
  readonly answers: readonly VendorAnswer[]
  readonly findings: readonly Finding[]
  /** The provider wants no call before so long has passed; null: it did not say. */
  readonly retryAfterMs: number | null
}

export interface ListResult extends ReadResult {
  /** Null: this was the last page. */
  readonly cursor: string | null
}

/** Why a read did not say what was asked. */
export interface Finding {
  readonly kind: FindingKind
  /**
   * Which of the plan's `asked`; null: it is about the whole answer. Of those with neither an event
   * nor a finding of their own it says why.
   */
  readonly asked: number | null
  /** One sentence for a person. Never holds a credential. */
  readonly detail: string
}

export const FINDINGS = {
  credentials_missing: "The source holds no credentials for the provider's API.",
  credentials_refused: "The provider refuses the credentials of the source.",
  rate_limited: "The provider wants fewer calls.",
  unreachable: "The provider's API cannot be reached.",
  timeout: "The provider's API did not answer in time.",
  server_error: "The provider's API failed.",
  request_refused: "The provider refused the question.",
  answer_empty: "The provider answered with nothing.",
  answer_not_json: "The provider answered with something that is not JSON.",
  answer_too_large: "The provider answered with more than Paidout reads.",
  answer_misread: "The provider answered with something that Paidout does not understand.",
  error_in_success: "The provider answered 200 with an error in it.",
  answered_another: "The provider answered with another payout than was asked for.",
  not_known: "The provider does not know it.",
  reference_ambiguous: "The provider knows more than one payout of this reference.",
  not_ready: "The provider is still working on it and says nothing yet.",
  cannot_be_asked: "The provider has no call to ask for it.",
} as const satisfies Record<string, string>
export type FindingKind = keyof typeof FINDINGS

/** What a client is made of. */
export interface ApiAccount {
  readonly credentials: Readonly<Record<string, string>>
  /** No slash at the end. */
  readonly baseUrl: string
  /** Whose account at the API it is, where the source says so. */
  readonly account: string | null
  readonly call: CallVendor
  /** Milliseconds that only go forward: for the age of a token. */
  readonly nowMs: () => number
}
