import { createPool } from "../src/postgres/pool.ts"
import { idText } from "../src/ids.ts"
import { callHub, type BenchDatabase } from "./bench-database.ts"
import { FILL_SECRETS } from "./fill-templates.ts"
import { findProvider } from "../src/providers/index.ts"
import { row } from "./report.ts"

const appliedMsMax = 20_000

/** A payout that was paid a year ago comes back: the filled ledger knows it and applies the news. */
export async function checkOldPayout(database: BenchDatabase, port: number): Promise<void> {
  const pool = createPool({ connectionString: database.url }, { connectionsMax: 1 })
  const { rows } = await pool.query<{
    id: string
    source_id: string
    provider_id: string
    reference: string
    amount: string
  }>(
    `select p.id, p.source_id, p.provider_id, p.reference, p.amount::bigint::text as amount
     from payouts as p join sources as s on s.id = p.source_id
     where s.name = 'xendit' and p.status = 'paid'
       and p.id > uuid_at(paidout_now() - interval '1 year')
     order by p.id limit 1`,
  )
  await pool.end()
  const old = rows[0]
  const xendit = findProvider("xendit")
  const sample = xendit?.samples["payout.reversed"]?.()
  if (old === undefined || xendit === undefined || sample?.subject !== "payout") {
    throw new Error("no old payout")
  }
  const { provider_id: providerId, reference } = old
  const amount = { currency: "IDR", ...sample.amount, amount: BigInt(old.amount) * 10_000n }
  const webhook = xendit.encode({ ...sample, providerId, reference, amount }, FILL_SECRETS.xendit, {
    sentAt: new Date().toISOString(),
  })
  if (webhook === null) throw new Error("no words for it")
  const begun = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}/in/${idText("source", old.source_id)}`, {
    method: "POST",
    headers: webhook.headers,
    body: Buffer.from(webhook.body),
  })
  if (!answer.ok) throw new Error(`the reversal was answered ${answer.status}`)
  for (;;) {
    const found = (await callHub(port, `GET /v1/payouts/${idText("payout", old.id)}`)) as {
      status: string
      history: unknown[]
    }
    if (found.status === "reversed") break
    if (performance.now() - begun > appliedMsMax) {
      throw new Error(`the payout is ${found.status}: ${JSON.stringify(found.history)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  row("a payout of a year ago is reversed", `${(performance.now() - begun).toFixed(0)} ms`)
}
