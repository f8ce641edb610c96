import type { AccountRun, SandboxAccount } from "./account.ts"
import type { Misbehaviour } from "./misbehaviour.ts"

/** The columns of `sandbox_accounts` that make a SandboxAccount. */
export const ACCOUNT_COLUMNS = `merchant_id, id, sandbox_merchant_id, provider, name, external_id,
  settings, misbehaviour, seed, run, things_made, writes_answered, reads_answered,
  credentials_sealed, source_id, created_at, updated_at`

export interface AccountRow {
  readonly merchant_id: string
  readonly id: string
  readonly sandbox_merchant_id: string
  readonly provider: string
  readonly name: string
  readonly external_id: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly misbehaviour: Misbehaviour
  readonly seed: string
  readonly run: AccountRunRow | null
  readonly things_made: string
  readonly writes_answered: string
  readonly reads_answered: string
  readonly credentials_sealed: Buffer
  readonly source_id: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

/** JSON has no bigint. */
export type AccountRunRow = Omit<AccountRun, "seed"> & { readonly seed: string }

export function accountFromRow(row: AccountRow): SandboxAccount {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sandboxMerchantId: row.sandbox_merchant_id,
    provider: row.provider,
    name: row.name,
    externalId: row.external_id,
    settings: row.settings,
    misbehaviour: row.misbehaviour,
    seed: BigInt(row.seed),
    run: row.run && { ...row.run, seed: BigInt(row.run.seed) },
    thingsMade: Number(row.things_made),
    writesAnswered: Number(row.writes_answered),
    readsAnswered: Number(row.reads_answered),
    credentialsSealed: row.credentials_sealed,
    sourceId: row.source_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
