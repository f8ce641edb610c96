import type { Misbehaviour } from "./misbehaviour.ts"

/** A merchant's account at a simulated provider. */
export interface SandboxAccount {
  readonly merchantId: string
  readonly id: string
  /** Whose endpoints its webhooks go to. */
  readonly sandboxMerchantId: string
  readonly provider: string
  readonly name: string
  /** Pivot's merchantId, Xendit's business_id, Adyen's merchant account code. */
  readonly externalId: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly misbehaviour: Misbehaviour
  readonly seed: bigint
  /** The scenario that is being played; null: none. */
  readonly run: AccountRun | null
  readonly thingsMade: number
  readonly writesAnswered: number
  readonly readsAnswered: number
  readonly credentialsSealed: Buffer
  /** The hub's source that it was made for, if any. */
  readonly sourceId: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/**
 * What a run of a scenario decides while it goes on. The account's own seed, misbehaviour and
 * settings stay as they are beside it, so that its end has nothing to put back.
 */
export interface AccountRun {
  /** Of the thing that is the run. */
  readonly name: string
  readonly seed: bigint
  readonly misbehaviour: Misbehaviour
  /** In place of the account's, by name. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Counts when it began: what comes later draws its lots from 1 on. */
  readonly thingsBefore: number
  readonly writesBefore: number
  readonly readsBefore: number
}

export interface AccountKey {
  readonly merchantId: string
  readonly id: string
}
