/** A day of each provider's simulator, held against the ledger through the API. */
import { afterAll, beforeAll, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import type { Misbehaviour } from "../../src/sandbox/misbehaviour.ts"
import { sampleOf } from "../support/hub-fixture.ts"
import { createPivotClient, payoutItem } from "../support/pivot-client.ts"
import { reportingOf, type Reporting } from "../support/reconciling.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { FIRST_API_KEY } from "../support/test-hub.ts"

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

interface ShownPayout {
  readonly id: string
  readonly status: string
  readonly provider_id: string
  readonly reference: string
  readonly amount: { readonly value: string; readonly currency: string }
}

async function payoutsOf(account: ShownAccount): Promise<readonly ShownPayout[]> {
  const { json } = await hub.api(`GET /v1/payouts?source_id=${account.source_id}&limit=100`)
  return json.data
}

/** Payouts at the simulated provider; waits until the hub knows `known` of them. */
async function make(
  account: ShownAccount,
  count: number,
  options: { readonly known?: number; readonly action?: string } = {},
): Promise<readonly string[]> {
  const { known = count, action = "create_payout" } = options
  const before = (await payoutsOf(account)).length
  const names: string[] = []
  for (let made = 0; made < count; made += 1) names.push(await hub.act(account, action))
  await hub.advance("3m")
  await expect.poll(async () => (await payoutsOf(account)).length).toBe(before + known)
  return names
}

/** A webhook that the simulated provider did not send, with a token that the hub believes. */
async function forge(
  account: ShownAccount,
  name: "payout.succeeded" | "payout.failed",
  providerId: string,
): Promise<void> {
  const token = `callback-token-of-${account.id}`
  const source = `/v1/sources/${account.source_id}`
  await hub.api(`PATCH ${source}`, { add_secrets: { callback_token: token } })
  const { json } = await hub.api(`GET ${source}`)
  const sample = sampleOf("xendit", name) as PayoutEvent
  const event = {
    ...sample,
    ...{ providerId, live: false, amount: { amount: 1_000_000_000n, currency: "IDR" } },
    ...{ account: json.settings.account ?? null },
  }
  const encoded = findProvider("xendit")?.encode(event, { callback_token: [token] })
  const before = (await payoutsOf(account)).length
  const answer = await fetch(`${hub.url}/in/${account.source_id}`, {
    method: "POST",
    headers: { ...encoded?.headers },
    body: Buffer.from(encoded?.body ?? []),
  })
  expect(answer.status).toBe(200)
  await expect.poll(async () => (await payoutsOf(account)).length).toBe(before + 1)
}

const kindsOf = (findings: readonly { kind: string }[]) => findings.map(({ kind }) => kind)

test("Xendit: wrong amounts, wrong endings and unknown payouts are found, and the truth goes in", async () => {
  const account = await hub.account("xendit")
  await make(account, 2)
  await misbehave(account, { wrong_amount: 1 })
  const [wrong] = await make(account, 1)
  await misbehave(account, {})
  await forge(account, "payout.succeeded", "disb-nobody-knows-this-one")

  const report = await reporting.report(account)
  expect(report).toMatchObject({
    ...{ state: "done", phase: "finished", total: 4, checked: 4, differences: 2 },
    summary: {
      findings: {
        ...{ missing_here: 0, missing_there: 1, different_amount: 1, different_status: 0 },
        not_checked: 0,
      },
      equal: 2,
      missing_here: { checked: false, by: [], detail: expect.stringContaining("statement") },
      waiting_for: null,
    },
  })
  const findings = await reporting.findings(report.id)
  expect(kindsOf(findings).toSorted()).toEqual(["different_amount", "missing_there"])
  expect(findings.find(({ kind }) => kind === "different_amount")).toMatchObject({
    provider_id: wrong,
    ours: { status: "paid", certainty: "confirmed", amount: { value: "100001.00" } },
    theirs: { status: "paid", amount: { value: "100000.00" }, by: "api" },
  })
  expect(findings.find(({ kind }) => kind === "missing_there")).toMatchObject({
    provider_id: "disb-nobody-knows-this-one",
    theirs: null,
  })

  const items = await hub.api("GET /v1/attention?kind=reconciliation_difference")
  expect(items.json.data).toMatchObject([
    {
      subject: "source",
      subject_id: account.source_id,
      detail: { days: { [report.day]: { reconciliation_id: report.id, differences: 2 } } },
    },
  ])
})

test("Xendit: a wrong ending is a difference once, and a clean report closes the item", async () => {
  const account = await hub.account("xendit")
  const items = async () => {
    const { json } = await hub.api("GET /v1/attention?kind=reconciliation_difference")
    const all = json.data as { subject_id: string }[]
    return all.filter(({ subject_id: id }) => id === account.source_id)
  }
  await misbehave(account, { drop: 1 })
  const [name = ""] = await make(account, 1, { known: 0 })
  await forge(account, "payout.failed", name)
  expect(await payoutsOf(account)).toMatchObject([{ status: "failed" }])

  const first = await reporting.report(account)
  expect(first).toMatchObject({ differences: 1, summary: { findings: { different_status: 1 } } })
  expect(await reporting.findings(first.id)).toMatchObject([
    { kind: "different_status", ours: { status: "failed" }, theirs: { status: "paid" } },
  ])
  expect(first.summary.sums).toMatchObject([
    { status: "failed", ours: { count: 1 }, difference: { count: -1, amount: "-100000.00" } },
    { status: "paid", ours: { count: 0 }, difference: { count: 1, amount: "100000.00" } },
  ])
  const sums = await hub.api(`GET /v1/reconciliations/${first.id}/sums.csv`)
  expect(sums.text).toContain("IDR,failed,1,100000.00,0,0.00,0,0.00,-1,-100000.00\r\n")
  expect(await items()).toHaveLength(1)
  expect(await payoutsOf(account)).toMatchObject([{ status: "paid" }])

  expect((await reporting.report(account)).differences).toBe(0)
  expect(await items()).toEqual([])
})

test("a statement tells what is missing here, of a provider that lists nothing", async () => {
  const account = await hub.account("xendit")
  await make(account, 2)
  await misbehave(account, { drop: 1 })
  const [dropped] = await make(account, 1, { known: 0 })
  const [first, second] = await payoutsOf(account)
  const row = (of: ShownPayout | undefined, changes: object = {}) => ({
    ...{ provider_id: of?.provider_id, reference: of?.reference, currency: "IDR" },
    ...{ amount: "100000", status: "SUCCEEDED", ...changes },
  })
  const statement = [
    row(first),
    row(second),
    row(second),
    { provider_id: dropped, amount: "100000.00", currency: "IDR", status: "SUCCEEDED" },
    { reference: "=cmd()", amount: "7.5", currency: "IDR", status: "WONDERING" },
  ]
  const report = await reporting.report(account, { statement })
  expect(report).toMatchObject({
    ...{ checked: 2, statement_rows: 5, differences: 2 },
    summary: {
      ...{ equal: 2, theirs: 5, missing_here: { checked: true, by: ["statement"] } },
      findings: { missing_here: 2 },
    },
  })
  expect(await reporting.findings(report.id)).toMatchObject([
    { kind: "missing_here", provider_id: dropped, theirs: { by: "statement", status: "paid" } },
    { reference: "=cmd()", theirs: { status: null, provider_status: "WONDERING" } },
  ])
  expect(report.summary.sums).toMatchObject([
    { currency: "IDR", status: "paid", difference: { count: 1, amount: "100000.00" } },
    { currency: "IDR", status: null, difference: { count: 1, amount: "7.50" } },
  ])
  const left = await hub.database.pool.query("select from reconciliation_statement_rows")
  expect(left.rowCount).toBe(0)

  const csv = await fetch(`${hub.url}/v1/reconciliations/${report.id}/report.csv`, {
    headers: { authorization: `Bearer ${FIRST_API_KEY}` },
  })
  expect(csv.headers.get("content-type")).toContain("text/csv")
  const lines = (await csv.text()).split("\r\n")
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatch(/^kind,payout_id,provider_id,reference,our_status/)
  expect(lines[2]).toContain(",'=cmd(),")
  const sums = await hub.api(`GET /v1/reconciliations/${report.id}/sums.csv`)
  expect(sums.text).toContain("IDR,paid,2,200000.00,0,0.00,3,300000.00,1,100000.00\r\n")
})

test("Pivot: payouts of a bulk payout that were never told of are missing here", async () => {
  const account = await hub.account("pivot")
  const client = createPivotClient(account.base_url, account.credentials)
  const { data } = await client.createPayouts(
    [1, 2, 3, 4].map((number) => payoutItem(`bulk-${number}`)),
  )
  await hub.advance("10m")
  await expect
    .poll(async () => (await hub.api(`GET /v1/batches?source_id=${account.source_id}`)).json.data)
    .toHaveLength(1)
  await expect.poll(async () => (await payoutsOf(account)).length).toBe(4)
  // As if the bulk event had never been expanded for one of them.
  await hub.database.pool.query(
    `with gone as (delete from payouts where reference = 'bulk-3' returning id)
     delete from names where subject_id in (select id from gone)`,
  )
  const report = await reporting.report(account)
  expect(report).toMatchObject({
    ...{ checked: 3, differences: 1 },
    summary: { findings: { missing_here: 1 }, equal: 3, missing_here: { by: ["batches"] } },
  })
  expect(await reporting.findings(report.id)).toMatchObject([
    { kind: "missing_here", provider_id: `${data.uuid}:bulk-3`, reference: "bulk-3" },
  ])
  expect(await payoutsOf(account)).toHaveLength(4)
  expect((await reporting.report(account)).differences).toBe(0)
})

test("Adyen: transfers are listed, so what no webhook told is missing here", async () => {
  const account = await hub.account("adyen")
  const source = `/v1/sources/${account.source_id}`
  const { json } = await hub.api(`GET ${source}`)
  const balances = await hub.api(`GET /v1/sandbox/accounts/${account.id}`)
  await make(account, 2, { action: "create_transfer" })
  await misbehave(account, { drop: 1 })
  const [dropped] = await make(account, 1, { known: 0, action: "create_transfer" })
  await misbehave(account, {})
  const unset = await reporting.report(account)
  expect(unset).toMatchObject({
    ...{ checked: 2, differences: 0 },
    summary: { missing_here: { checked: false, detail: expect.stringContaining("account") } },
  })

  const named = { ...json.settings, account: balances.json.balances[0].name }
  expect((await hub.api(`PATCH ${source}`, { settings: named })).status).toBe(200)
  const report = await reporting.report(account)
  expect(report).toMatchObject({
    ...{ checked: 2, differences: 1 },
    summary: {
      ...{ equal: 2, theirs: 3, findings: { missing_here: 1 } },
      missing_here: { checked: true, by: ["list"] },
    },
  })
  expect(await reporting.findings(report.id)).toMatchObject([
    { kind: "missing_here", provider_id: dropped, theirs: { by: "list" } },
  ])
  expect(await payoutsOf(account)).toHaveLength(3)
})

test("Adyen: classic payouts cannot be asked for, and a statement that names them settles it", async () => {
  const account = await hub.account("adyen")
  for (let made = 0; made < 2; made += 1) {
    const name = await hub.act(account, "create_payout")
    await hub.act(account, "confirm", { psp_reference: name })
  }
  await hub.advance("3m")
  await expect.poll(async () => (await payoutsOf(account)).length).toBe(2)
  const alone = await reporting.report(account)
  expect(alone).toMatchObject({
    ...{ checked: 2, differences: 0 },
    summary: { equal: 0, findings: { not_checked: 2 } },
  })
  expect(alone.summary.sums).toMatchObject([{ ours: { count: 2 }, not_checked: { count: 2 } }])

  const [first, second] = await payoutsOf(account)
  const statement = [
    { provider_id: first?.provider_id, amount: first?.amount.value, status: "Received" },
    { reference: second?.reference, amount: "1.23", status: null },
  ].map((row) => ({ ...row, currency: first?.amount.currency }))
  const report = await reporting.report(account, { statement })
  expect(report).toMatchObject({
    differences: 1,
    summary: { equal: 1, findings: { not_checked: 0, different_amount: 1 } },
  })
  expect(await reporting.findings(report.id)).toMatchObject([
    { kind: "different_amount", payout_id: second?.id, theirs: { amount: { value: "1.23" } } },
  ])
  // The ledger is not told of a file.
  expect(await payoutsOf(account)).toEqual([first, second])

  const differingDays = async () => {
    const { json } = await hub.api(
      `GET /v1/attention?kind=reconciliation_difference&source_id=${account.source_id}`,
    )
    return json.data.flatMap((item: { detail: { days: object } }) => Object.keys(item.detail.days))
  }
  expect(await differingDays()).toEqual([report.day])
  // Who looks at less finds less: that is no proof that it was mended.
  const blind = await reporting.report(account)
  expect(blind.differences).toBe(0)
  expect(await differingDays()).toEqual([report.day])
  const mended = statement.map((row, index) =>
    index === 1 ? { ...row, amount: second?.amount.value } : row,
  )
  await reporting.report(account, { statement: mended })
  expect(await differingDays()).toEqual([])
})

test("a source without credentials is held against a statement alone", async () => {
  const source = await hub.api("POST /v1/sources", {
    ...{ name: "no API", provider: "xendit", secrets: { callback_token: "token-of-no-api" } },
  })
  const source_id = source.json.id as string
  const amount = { value: "275000", currency: "IDR" }
  for (const reference of ["named", "not-named"]) {
    const made = await hub.api("POST /v1/payouts", { source_id, reference, amount })
    expect(made.status, made.text).toBe(201)
  }
  const statement = [
    { reference: "named", amount: "275001", currency: "IDR", status: "Pending" },
    { reference: "nobody's", amount: "1", currency: "IDR", status: "Succeeded" },
  ]
  const report = await reporting.report({ source_id } as ShownAccount, { statement })
  expect(report).toMatchObject({
    ...{ state: "done", differences: 2 },
    summary: { missing_here: { checked: true, by: ["statement"] }, waiting_for: null },
  })
  const findings = await reporting.findings(report.id)
  expect(findings).toMatchObject([
    {
      ...{ kind: "not_checked", reference: "not-named" },
      detail: "The source holds no credentials for the API.",
    },
    { kind: "different_amount", reference: "named" },
    { kind: "missing_here", reference: "nobody's" },
  ])
})

test.each([
  { title: "a day that no calendar has", body: { day: "2026-02-30" }, code: "request_invalid" },
  { title: "a day to come", body: { day: "2999-01-01" }, code: "request_invalid" },
  {
    title: "another merchant's source",
    body: { source_id: "src_01jd5zj8rve5xbzxwn4hqy3n6c" },
    code: "not_found",
  },
  {
    title: "a row that names no payout",
    body: { statement: [{ amount: "1", currency: "IDR" }] },
    code: "statement_invalid",
  },
  {
    title: "an amount that money cannot be",
    body: { statement: [{ reference: "r", amount: "1.00001", currency: "IDR" }] },
    code: "statement_invalid",
  },
])("$title is refused", async ({ body, code }) => {
  const { json } = await hub.api("GET /v1/sources?limit=1")
  const asked = { source_id: json.data[0].id, day: await reporting.today(), ...body }
  const refused = await hub.api("POST /v1/reconciliations", asked)
  expect(refused.json.code, refused.text).toBe(code)
})
