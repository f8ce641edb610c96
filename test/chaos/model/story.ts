import type { Fact } from "../../../src/payout/facts.ts"

/** What the model knows: which webhooks were told of what, and which of them were acknowledged. */

export type SubjectKind = "payout" | "batch" | "payment"

/** A payout, batch or payment of the model. */
export interface Subject {
  readonly kind: SubjectKind
  readonly source: SourceName
  readonly providerId: string
  /** Every webhook's word about it, sent or not. */
  readonly tellings: Telling[]
  /** The bulk request that it is part of. */
  readonly batch: Subject | null
}

/** One fact of one subject, in the words of the design. */
export interface Telling {
  readonly subject: Subject
  /** Two tellings of one key are one fact. */
  readonly key: string
  readonly wireEvent: string
  /** A batch's `done` is told as `paid`: they walk one table. */
  readonly fact: Fact
  /** As the database writes it: `10000.0000 IDR`; null where the webhook names none. */
  readonly amount: string | null
  readonly counters: Counters | null
  /** The charge that it says was paid. */
  readonly paidCharge: string | null
}

/** pending, success, failed, cancelled: each count and whole rupiah. */
export type Counters = readonly (readonly [count: number, amount: number])[]

/** What must become of a webhook. */
export type WebhookKind = "facts" | "ignored" | "misread" | "forged"

export interface Webhook {
  readonly kind: WebhookKind
  readonly source: SourceName
  readonly tellings: readonly Telling[]
  readonly headers: Readonly<Record<string, string>>
  /** Null once nobody will send it again: a hundred thousand bodies are no small thing. */
  body: string | null
  /** How often the provider sends it and waits for a 2xx: redeliveries included. */
  readonly times: number
  /** It is not sent again after a first try that was not acknowledged. */
  readonly isSentOnce: boolean
  readonly sends: Send[]
}

/** One HTTP request. Its number stands in a header that the hub keeps. */
export interface Send {
  readonly number: number
  /** `unknown`: the connection died, or it was told to come again. */
  outcome: "under_way" | "acknowledged" | "refused" | "unknown" | "given_up"
}

/** The header that numbers a request. */
export const SEND_HEADER = "x-chaos-send"

export const SOURCE_NAMES = [
  "xendit_main",
  "xendit_small",
  "pivot",
  "adyen_classic",
  "adyen_transfers",
  "adyen_doubted",
] as const
export type SourceName = (typeof SOURCE_NAMES)[number]

export function newSubject(
  kind: SubjectKind,
  source: SourceName,
  named: { readonly providerId: string; readonly batch?: Subject },
): Subject {
  return { kind, source, providerId: named.providerId, tellings: [], batch: named.batch ?? null }
}

/** Adds a telling to its subject. */
export function tell(
  subject: Subject,
  told: Pick<Telling, "key" | "wireEvent"> & {
    readonly fact: Pick<Fact, "status"> & Partial<Fact>
  } & Partial<Pick<Telling, "amount" | "counters" | "paidCharge">>,
): Telling {
  const telling: Telling = {
    amount: null,
    counters: null,
    paidCharge: null,
    ...told,
    subject,
    fact: { tier: "webhook", reason: null, failure: null, order: null, ...told.fact },
  }
  subject.tellings.push(telling)
  return telling
}
