import { afterAll, beforeAll, expect, test } from "vitest"

import { SECRETS } from "../../../test/support/hub-fixture.ts"
import { says } from "../../../test/support/misbehaving-vendor.ts"
import { isTokenCall, payout, saysToken, success } from "../../../test/support/pivot-answers.ts"
import { createPollingHub, type PollingHub } from "../../../test/support/polling.ts"
import type { Source } from "../../merchants/source.ts"
import { announcePayouts } from "../announce/announce-payouts.ts"

/** Pivot is asked by reference for payouts that were only announced, and answers without an id. */

let hub: PollingHub
beforeAll(async () => {
  hub = await createPollingHub()
})
afterAll(() => hub.close())

const STATUSES: Readonly<Record<string, string>> = {
  good: "SUCCESS",
  bad: "FAILED",
  slow: "PENDING",
}

async function announce(source: Source, references: readonly string[]) {
  const { pool, keyring, metrics } = hub.context
  return announcePayouts(
    { pool, keyring, metrics, wakeDeliver: () => {} },
    {
      merchantId: hub.merchantId,
      actor: "key_test",
      announcements: references.map((reference) => ({
        sourceId: source.id,
        providerId: null,
        reference,
        batchProviderId: null,
        amount: { value: "100000", currency: "IDR" },
        details: {},
        replaces: null,
      })),
    },
  )
}

const standing = (source: Source) =>
  hub.rows(
    `select reference, provider_id, status, certainty from payouts
     where source_id = $1 order by reference`,
    [source.id],
  )

test("each announced payout gets its own answer, and keeps waiting for its id", async () => {
  const source = await hub.addAsked("pivot")
  await announce(source, Object.keys(STATUSES))
  hub.vendor.answer = (question) => {
    if (isTokenCall(question)) return saysToken()
    const reference = question.path.split("/").at(-1) ?? ""
    return says(200, success([payout(reference, { status: STATUSES[reference] })]))
  }
  for (let times = 0; times < 2; times += 1) {
    await hub.makeDue()
    expect(await hub.poll(source)).toEqual({ outcome: "done" })
    const unknown = { provider_id: null, certainty: "confirmed" }
    expect(await standing(source)).toEqual([
      { reference: "bad", status: "failed", ...unknown },
      { reference: "good", status: "paid", ...unknown },
      { reference: "slow", status: "processing", ...unknown },
    ])
  }
  expect(await hub.polls(source)).toMatchObject([{ finding: null }])
  expect(await hub.rows("select name from names where name = ''")).toEqual([])

  // Its webhook brings the id, to the same payout.
  const uuid = "d6a46a2c-1b26-40c5-9ca3-e063e69635a0"
  const body = { event: "PAYOUT.SUCCESS", data: { uuid, payouts: payout("good") } }
  const [key = ""] = SECRETS["pivot"]?.["callback_api_key"] ?? []
  const headers = { "x-api-key": [key], "content-type": ["application/json"] }
  await hub.send(source, { headers, body: Buffer.from(JSON.stringify(body)) })
  await hub.settle()
  expect(await standing(source)).toMatchObject([
    { reference: "bad", provider_id: null },
    { reference: "good", provider_id: `${uuid}:good`, status: "paid" },
    { reference: "slow", provider_id: null },
  ])
})
