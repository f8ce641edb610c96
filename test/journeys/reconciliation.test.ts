import { afterAll, beforeAll, expect, test } from "vitest"

import type { Misbehaviour } from "../../src/sandbox/misbehaviour.ts"
import { reportingOf, type Reporting } from "../support/reconciling.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"

let hub: SandboxHub
let reporting: Reporting

beforeAll(async () => {
  hub = await startSandboxHub()
  reporting = reportingOf(hub)
}, 60_000)
afterAll(async () => await hub.close())

async function misbehave(account: ShownAccount, misbehaviour: Misbehaviour): Promise<void> {
  const changed = await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, { misbehaviour })
  expect(changed.status, changed.text).toBe(200)
}

async function payouts(account: ShownAccount) {
  const { json } = await hub.api(`GET /v1/payouts?source_id=${account.source_id}&limit=100`)
  return json.data as {
    id: string
    status: string
    provider_id: string
    reference: string
    amount: { value: string; currency: string }
  }[]
}

/** Payouts at the simulated provider, and the hub's knowledge of so many. */
async function make(account: ShownAccount, count: number, known = count): Promise<void> {
  const before = (await payouts(account)).length
  for (let made = 0; made < count; made += 1) await hub.act(account, "create_payout")
  await hub.advance("5m")
  await expect.poll(async () => (await payouts(account)).length).toBe(before + known)
}

test("a day of Xendit's payouts of which webhooks were dropped, doubled and wrong", async () => {
  const account = await hub.account("xendit")
  await make(account, 3)
  await misbehave(account, { wrong_amount: 1 })
  await make(account, 1)
  const report = await reporting.report(account)
  console.log(JSON.stringify(report, null, 1))
  const findings = await reporting.findings(report.id)
  console.log(JSON.stringify(findings, null, 1))
})
