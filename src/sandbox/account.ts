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
  readonly thingsMade: number
  readonly writesAnswered: number
  readonly readsAnswered: number
  readonly credentialsSealed: Buffer
  /** The hub's source that it was made for, if any. */
  readonly sourceId: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface AccountKey {
  readonly merchantId: string
  readonly id: string
}
