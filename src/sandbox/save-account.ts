import type { Queryable } from "../postgres/pool.ts"
import type { SandboxAccount } from "./account.ts"

/** What a world changed of its account: counters and settings. */
export async function saveAccount(queryable: Queryable, account: SandboxAccount): Promise<void> {
  await queryable.query(
    `update sandbox_accounts
     set things_made = $3, writes_answered = $4, reads_answered = $5, settings = $6,
       misbehaviour = $7, seed = $8, run = $9, name = $10, updated_at = paidout_now()
     where merchant_id = $1 and id = $2`,
    [
      account.merchantId,
      account.id,
      account.thingsMade,
      account.writesAnswered,
      account.readsAnswered,
      JSON.stringify(account.settings),
      JSON.stringify(account.misbehaviour),
      account.seed.toString(),
      account.run && JSON.stringify({ ...account.run, seed: account.run.seed.toString() }),
      account.name,
    ],
  )
}
