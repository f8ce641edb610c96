import { plainArray, textArray, byteaArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { ACCOUNT_COLUMNS, accountFromRow, type AccountRow } from "./account-row.ts"
import type { SandboxAccount } from "./account.ts"
import type { Balance } from "./thing.ts"

export interface NewSandboxAccount {
  readonly merchantId: string
  readonly id: string
  readonly sandboxMerchantId: string
  readonly provider: string
  readonly name: string
  readonly externalId: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly seed: bigint
  readonly credentialsSealed: Buffer
  readonly credentialHashes: readonly { readonly kind: string; readonly hash: Buffer }[]
  readonly balances: readonly Balance[]
  /** The source that was made for it, and the sandbox's own URL that it was told. */
  readonly connection: { readonly sourceId: string; readonly baseUrl: string } | null
}

/** The account with what it is known by and what it has to spend. Call it in a transaction. */
export async function insertAccount(
  queryable: Queryable,
  account: NewSandboxAccount,
): Promise<SandboxAccount> {
  const { rows } = await queryable.query<AccountRow>(
    `insert into sandbox_accounts
       (merchant_id, id, sandbox_merchant_id, provider, name, external_id, settings, seed,
        credentials_sealed, source_id, base_url)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     returning ${ACCOUNT_COLUMNS}`,
    [
      account.merchantId,
      account.id,
      account.sandboxMerchantId,
      account.provider,
      account.name,
      account.externalId,
      JSON.stringify(account.settings),
      account.seed.toString(),
      account.credentialsSealed,
      account.connection?.sourceId ?? null,
      account.connection?.baseUrl ?? null,
    ],
  )
  await insertCredentials(queryable, account)
  await insertBalances(queryable, account)
  return accountFromRow(rows[0] as AccountRow)
}

async function insertCredentials(queryable: Queryable, account: NewSandboxAccount): Promise<void> {
  await queryable.query(
    `insert into sandbox_credentials (merchant_id, account_id, kind, hash)
     select $1, $2, * from unnest($3::text[], $4::bytea[])`,
    [
      account.merchantId,
      account.id,
      textArray(account.credentialHashes.map(({ kind }) => kind)),
      byteaArray(account.credentialHashes.map(({ hash }) => hash)),
    ],
  )
}

async function insertBalances(queryable: Queryable, account: NewSandboxAccount): Promise<void> {
  await queryable.query(
    `insert into sandbox_balances (merchant_id, account_id, name, currency, amount)
     select $1, $2, name, currency, amount / 10000
     from unnest($3::text[], $4::text[], $5::numeric[]) as u (name, currency, amount)`,
    [
      account.merchantId,
      account.id,
      textArray(account.balances.map(({ name }) => name)),
      textArray(account.balances.map(({ currency }) => currency)),
      plainArray(account.balances.map(({ amount }) => amount.toString())),
    ],
  )
}
