import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { sampleOf, SECRETS } from "../support/hub-fixture.ts"
import {
  MISBEHAVIOURS,
  says,
  startMisbehavingVendor,
  type Behaviour,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"
import { saysPayout } from "../support/polling.ts"
import { startSandboxHub, type SandboxHub } from "../support/sandbox-hub.ts"
import { API_KEY } from "../support/xendit-answers.ts"

let hub: SandboxHub
let vendor: MisbehavingVendor
beforeAll(async () => {
  hub = await startSandboxHub()
  vendor = await startMisbehavingVendor()
})
afterAll(async () => {
  await hub.close()
  await vendor.close()
})

const WAIT = { timeout: 15_000 }

/** A payout of Xendit that is under way, at a source that is asked at `vendor`. */
async function underWay(): Promise<{ id: string; event: PayoutEvent }> {
  const { json: source } = await hub.api("POST /v1/sources", {
    name: "asked",
    provider: "xendit",
    secrets: SECRETS["xendit"],
    credentials: { api_key: API_KEY },
    settings: { base_url: vendor.url },
  })
  const sample = sampleOf("xendit", "v3_payout.pending_compliance") as PayoutEvent
  const providerId = `po-${randomUUID()}`
  const event = { ...sample, providerId, key: providerId }
  const webhook = findProvider("xendit")?.encode(event, SECRETS["xendit"] ?? {})
  if (!webhook) throw new Error("Xendit has no words for it")
  const { headers } = webhook
  const body = new Uint8Array(webhook.body)
  await fetch(source.receive_url as string, { method: "POST", headers, body })
  const find = async () =>
    (await hub.api(`GET /v1/payouts?provider_id=${providerId}`)).json.data[0]?.id as string
  await expect.poll(find, WAIT).toBeTruthy()
  return { id: await find(), event }
}

const show = async (id: string) => (await hub.api(`GET /v1/payouts/${id}`)).json
const itemsOf = async (id: string) =>
  (await hub.api("GET /v1/attention?limit=100")).json.data.filter((item: object) =>
    JSON.stringify(item).includes(id),
  )

test("a payout tells when its provider is asked next, and what asking came to", async () => {
  const { id, event } = await underWay()
  const before = await show(id)
  expect(before.poll).toMatchObject({ asked_at: null, tries: 0, finding: null, detail: null })
  expect(Date.parse(before.poll.next_at)).toBeGreaterThan(Date.parse(before.created_at))
  vendor.answer = () => saysPayout(event, "SUCCEEDED")
  await hub.advance("17m")
  await expect.poll(() => show(id), WAIT).toMatchObject({ status: "paid", poll: null })
  const { history } = await show(id)
  expect(history.at(-1)).toMatchObject({ via: "poll", applied: true, message_id: null })
})

const BAD: readonly (readonly [string, (event: PayoutEvent) => Behaviour, string])[] = [
  ["HTML", () => MISBEHAVIOURS["HTML with 200"], "answer_not_json"],
  ["nothing", () => MISBEHAVIOURS["nothing with 200"], "answer_empty"],
  [
    "a 200 with an error in it",
    () => says(200, { error_code: "SERVER_ERROR" }),
    "error_in_success",
  ],
  [
    "another payout",
    (event) => saysPayout(event, "SUCCEEDED", { payout_id: "po-another" }),
    "answered_another",
  ],
  [
    "another amount",
    (event) => saysPayout(event, "SUCCEEDED", { source_amount: 7, destination_amount: 7 }),
    "amount_mismatch",
  ],
]

test.each(BAD)(
  "%s for an answer changes nothing, and is told on the payout",
  async (_, answer, finding) => {
    const { id, event } = await underWay()
    vendor.answer = () => answer(event)
    await hub.advance("17m")
    await expect
      .poll(async () => (await show(id)).poll, WAIT)
      .toMatchObject({
        finding,
        detail: expect.any(String),
        asked_at: expect.any(String),
        next_at: expect.any(String),
      })
    expect(await show(id)).toMatchObject({ status: "pending", sequence: 1 })
    const kinds = (await itemsOf(id)).map(({ kind }: { kind: string }) => kind)
    expect(kinds).toEqual(finding === "amount_mismatch" ? ["amount_mismatch"] : [])
  },
)

test("a payout that nothing is heard of for a day is told to a person, with what was heard last", async () => {
  const { id, event } = await underWay()
  vendor.answer = () => saysPayout(event, "PENDING_COMPLIANCE_REVIEW")
  await hub.advance("25h")
  await expect
    .poll(() => itemsOf(id), WAIT)
    .toMatchObject([{ kind: "stuck", detail: { last_wire_event: "v3_payout.pending_compliance" } }])
  vendor.answer = () => saysPayout(event, "SUCCEEDED")
  await hub.advance("12h")
  await expect.poll(() => show(id), WAIT).toMatchObject({ status: "paid" })
  expect(await itemsOf(id)).toEqual([])
})
