import type { PaidoutEvent } from "../payout/event.ts"
import type { EncodedWebhook } from "../providers/provider.ts"
import type { Misbehaviour, MisbehaviourKind } from "./misbehaviour.ts"
import type { SandboxAnswer } from "./exchange.ts"
import type { Balance, Thing } from "./thing.ts"

/**
 * One account of a simulated provider, within one transaction that holds the account's lock: who
 * asks twice at the same moment asks one after the other. Nothing is seen of the hub.
 */
export interface World {
  readonly account: WorldAccount
  /** The provider's own time: the sandbox's clock, or the moment at which a step was due. */
  readonly now: Date

  find(kind: string, name: string): Promise<Thing | null>
  /** Newest first, at most 100. */
  findByReference(kind: string, reference: string): Promise<readonly Thing[]>
  /** Which of these references a thing of this kind has already. */
  takenReferences(kind: string, references: readonly string[]): Promise<readonly string[]>
  /** One page of things, and how many there are in all. */
  list(filter: ThingFilter): Promise<{ readonly things: readonly Thing[]; readonly total: number }>
  /** Makes a thing; its ordinal is the account's next. The name must be new within its kind. */
  add(thing: NewThing): Promise<Thing>
  /** Makes many of one kind at once, for a request of up to 1,000 items. */
  addAll(things: readonly NewThing[]): Promise<readonly Thing[]>
  /** Keeps what changed, and `updatedAt`. Returns it as it stands. */
  change(thing: Thing, changes: ThingChanges): Promise<Thing>
  /** The same change of all parts of `parent`, each by its own function; null: leaves it. */
  changeParts(
    of: { readonly kind: string; readonly parent: string },
    change: (part: Thing) => ThingChanges | null,
  ): Promise<readonly Thing[]>

  /** Units of 1/10,000; 0 where there is none. */
  balance(name: string, currency: string): Promise<bigint>
  balances(): Promise<readonly Balance[]>
  /** Adds (or takes, where negative). False, and nothing is moved: there is not so much. */
  move(name: string, currency: string, by: bigint): Promise<boolean>

  /** The answer kept under a client's idempotency key, and the hash of what was asked. */
  recall(key: string): Promise<KeptAnswer | null>
  remember(key: string, kept: KeptAnswer): Promise<void>

  /**
   * Sends a webhook to the callback URLs of its product, by the delivery engine: signed, retried on
   * the provider's schedule, resendable. The account's misbehaviour may alter, delay, double or
   * swallow it. With no URL registered it is only noted in the story.
   */
  tell(webhook: SandboxWebhook): Promise<void>
  /** Where its webhooks of a product go. */
  callbacks(product: string): Promise<readonly WorldCallback[]>
  /** Gives a callback another secret. The one before is tried for a day where it is refused. */
  renewSecret(callbackId: string): Promise<string>
  /** Puts a mail to payees into the outbox; once per `dedupeKey`. */
  mail(receipt: Receipt): Promise<void>
  /** A line of the account's story, for whoever watches. */
  note(said: string, about: { readonly thing?: Thing; readonly detail?: object }): Promise<void>
  /** Keeps changed settings of the account. */
  saveSettings(settings: Readonly<Record<string, unknown>>): Promise<void>
  /** Does this go wrong with the thing? Decided by the account's seed and the thing's ordinal. */
  happens(kind: MisbehaviourKind, thing: Thing): boolean
}

export interface WorldAccount {
  /** `sba_…` outside. */
  readonly id: string
  readonly provider: string
  /** Pivot's merchantId, Xendit's business_id, Adyen's merchant account code. */
  readonly externalId: string
  readonly credentials: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
  readonly misbehaviour: Misbehaviour
  readonly seed: bigint
}

export interface ThingFilter {
  readonly kind: string
  readonly parent?: string
  readonly reference?: string
  readonly status?: string
  /** Only those made then: from the one moment, up to the other, both included. */
  readonly createdSince?: Date
  readonly createdUntil?: Date
  /** Else in the order made. */
  readonly newestFirst?: boolean
  /** From 0. Default 0. */
  readonly offset?: number
  /** At most 1,000. Default 100. */
  readonly limit?: number
}

export interface NewThing {
  readonly kind: string
  readonly name: string
  readonly reference?: string | null
  readonly parent?: string | null
  readonly status: string
  readonly state: Readonly<Record<string, unknown>>
  readonly nextStepAt?: Date | null
}

export interface ThingChanges {
  readonly status?: string
  /** Replaces the whole state. */
  readonly state?: Readonly<Record<string, unknown>>
  readonly nextStepAt?: Date | null
}

export interface KeptAnswer {
  /** SHA-256 of what was asked. */
  readonly requestHash: Buffer
  readonly answer: SandboxAnswer
  readonly at: Date
}

export interface SandboxWebhook {
  /** One of the simulator's `products`. */
  readonly product: string
  readonly thing: Thing
  /** `payout.succeeded`, `PAYOUT.DONE`, `PAYOUT_THIRDPARTY true`: for people. */
  readonly wireEvent: string
  /** Encoded by the provider, in the form that each callback wishes; or else `webhook`. */
  readonly event?: PaidoutEvent
  /** The form of the event's body where the callback wishes none. Default: the provider's own. */
  readonly form?: string
  /** For what is no event of ours (a top-up): whole, without credentials. */
  readonly webhook?: EncodedWebhook
}

export interface WorldCallback {
  readonly id: string
  readonly url: string
  /** Of the body. Undefined: the provider's own. */
  readonly form: string | undefined
  readonly hasBasic: boolean
  readonly isActive: boolean
}

export interface Receipt {
  readonly dedupeKey: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
  readonly subject: string
  /** Plain sentences; the mail room writes the text and the HTML of them. */
  readonly lines: readonly string[]
  /** Names and values, in order. */
  readonly facts: readonly (readonly [name: string, value: string])[]
}
