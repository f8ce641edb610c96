import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { says, type Behaviour } from "../../../test/support/misbehaving-vendor.ts"
import { createPollingHub, saysPayout, type PollingHub } from "../../../test/support/polling.ts"
import { sealEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import { insertEndpoint } from "../../delivery/insert-endpoint.ts"
import { newStandardWebhookSecret } from "../../delivery/sign-standard-webhook.ts"
import { newUuid } from "../../ids.ts"
import { sealJson, type Source } from "../../merchants/source.ts"
import { CANONICAL_VERSION } from "../../payout/canonical.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { claimPolls } from "../../reconcile/claim-polls.ts"
import { pollSource } from "./poll-source.ts"

let hub: PollingHub
beforeAll(async () => {
  hub = await createPollingHub()
})
afterEach(async () => {
  hub.vendor.answer = () => says(404, {})
  hub.vendor.questions.length = 0
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from polls")
})
afterAll(() => hub.close())

async function oneUnderWay(): Promise<{ source: Source; payout: PayoutEvent }> {
  const source = await hub.addAsked("xendit")
  const payout = await hub.underWay(source)
  return { source, payout }
}

/** The vendor answers when it is let. */
function gated(behaviour: Behaviour): { readonly asked: Promise<void>; let(): void } {
  const asked = Promise.withResolvers<void>()
  const allowed = Promise.withResolvers<void>()
  hub.vendor.answer = async () => {
    asked.resolve()
    await allowed.promise
    return behaviour
  }
  return { asked: asked.promise, let: () => allowed.resolve() }
}

async function addEndpoint(): Promise<void> {
  const { merchantId, keyring } = hub
  const key = await keyring.sealingKey(merchantId)
  await insertEndpoint(hub.database.pool, {
    merchantId,
    id: newUuid(),
    url: "http://127.0.0.1:9/hooks",
    description: null,
    eventTypes: ["*"],
    dialect: "paidout",
    version: CANONICAL_VERSION,
    ordering: "none",
    settings: {},
    secretsSealed: sealEndpointSecrets(key, {
      secrets: [{ secret: newStandardWebhookSecret(), expiresAtMs: null }],
      basic: null,
    }),
    hasBasic: false,
  })
}

function paid(event: PayoutEvent): PayoutEvent {
  return {
    ...event,
    key: `${event.key} paid`,
    wireEvent: "v3_payout.succeeded",
    status: "paid",
    reason: null,
  }
}

test("many processes that look at the same moment ask once", async () => {
  const { source, payout } = await oneUnderWay()
  hub.vendor.answer = () => saysPayout(payout, "PENDING_COMPLIANCE_REVIEW")
  await hub.makeDue()
  const processes = Array.from({ length: 6 }, () => hub.anotherContext())
  await Promise.all(processes.map((process) => hub.poll(source, process)))
  expect(hub.vendor.questions).toHaveLength(1)
  expect(await hub.polls(source)).toMatchObject([{ tries: 1 }])
})

test("who found it due before another process claimed it claims nothing", async () => {
  const { source } = await oneUnderWay()
  await hub.makeDue()
  const [poll] = await hub.polls(source)
  const wish = {
    merchantId: source.merchantId,
    sourceId: source.id,
    subjectIds: [poll?.subject_id ?? ""],
  }
  const gaps = { firstMs: 60_000, gapMsMax: 60_000, forMs: 600_000, urgentMs: [] }
  const claim = () => inTransaction(hub.context.pool, (client) => claimPolls(client, wish, gaps))
  expect(await claim()).toHaveLength(1)
  expect(await claim()).toEqual([])
  expect(await hub.polls(source)).toMatchObject([{ tries: 1 }])
})

test("a webhook and an answer at the same instant are one change and one delivery", async () => {
  await addEndpoint()
  for (let round = 0; round < 8; round += 1) {
    const { source, payout } = await oneUnderWay()
    const answer = gated(saysPayout(payout, "SUCCEEDED"))
    await hub.makeDue()
    const polling = hub.poll(source)
    await answer.asked
    await hub.tell(source, paid(payout))
    answer.let()
    await Promise.all([polling, hub.settle()])
    await hub.settle()
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid", sequence: 2 }])
    const history = await hub.history(source)
    expect(history.filter(({ applied, status }) => applied && status === "paid")).toHaveLength(1)
    const told = await hub.rows<object>(
      `select from deliveries d join history h on h.id = d.event_id
       where h.subject_id in (select id from payouts where source_id = $1) and h.type = 'payout.paid'`,
      [source.id],
    )
    expect(told).toHaveLength(1)
    // The other one of the two is kept as refused, or left out.
    expect(history.length).toBeLessThanOrEqual(3)
    expect(await hub.polls(source)).toEqual([])
  }
})

test("what is found of an imported payout is not delivered", async () => {
  await addEndpoint()
  const { source, payout } = await oneUnderWay()
  await hub.rows("update polls set is_quiet = true where source_id = $1", [source.id])
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  const told = await hub.rows<object>(
    `select from deliveries d join history h on h.id = d.event_id
     where h.subject_id in (select id from payouts where source_id = $1) and h.type = 'payout.paid'`,
    [source.id],
  )
  expect(told).toEqual([])
})

test("a payout that comes to its end while it is asked for stays ended", async () => {
  const { source, payout } = await oneUnderWay()
  const answer = gated(saysPayout(payout, "PENDING_COMPLIANCE_REVIEW"))
  await hub.makeDue()
  const polling = hub.poll(source)
  await answer.asked
  await hub.tell(source, paid(payout))
  await hub.settle()
  answer.let()
  await polling
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid", sequence: 2 }])
  expect(await hub.polls(source)).toEqual([])
})

test("a contradiction that the answer settles without news is asked for no more", async () => {
  const { source, payout } = await oneUnderWay()
  await hub.tell(source, paid(payout))
  await hub.settle()
  await hub.rows(
    `insert into polls (merchant_id, subject, subject_id, source_id, urgency, since, due_at)
     select merchant_id, 'payout', id, source_id, 0, paidout_now(), paidout_now()
     from payouts where source_id = $1`,
    [source.id],
  )
  hub.vendor.answer = () => says(503, {})
  await hub.poll(source)
  expect(await hub.polls(source)).toMatchObject([{ urgency: 0, finding: "server_error" }])
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid", sequence: 2 }])
  expect(await hub.polls(source)).toEqual([])
})

test("what is asked for anew meanwhile keeps its new time", async () => {
  const { source, payout } = await oneUnderWay()
  const answer = gated(saysPayout(payout, "PENDING_COMPLIANCE_REVIEW"))
  await hub.makeDue()
  const polling = hub.poll(source)
  await answer.asked
  await hub.rows(
    `update polls set urgency = 0, tries = 0, due_at = paidout_now() + interval '2 seconds'
     where source_id = $1`,
    [source.id],
  )
  answer.let()
  await polling
  const [poll] = await hub.polls(source)
  expect(poll).toMatchObject({ urgency: 0, tries: 0 })
  expect(poll?.due_in).toBeLessThan(3)
})

describe("a process that dies", () => {
  test("between claim and answer loses one gap, and nothing is asked twice in it", async () => {
    const { source, payout } = await oneUnderWay()
    const answer = gated(saysPayout(payout, "SUCCEEDED"))
    await hub.makeDue()
    let isDead = false
    const polling = pollSource(
      hub.context,
      { merchantId: source.merchantId, sourceId: source.id },
      { isStopped: () => isDead, isAbandoned: () => isDead },
    )
    await answer.asked
    isDead = true
    answer.let()
    await polling
    expect(await hub.payouts(source)).toMatchObject([{ status: "pending" }])
    const [poll] = await hub.polls(source)
    expect(poll).toMatchObject({ tries: 1, finding: null })
    expect(poll?.due_in).toBeGreaterThan(60)
    await hub.poll(source)
    expect(hub.vendor.questions).toHaveLength(1)
    await hub.advance("33 minutes")
    hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
    await hub.poll(source)
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  })

  test("within the answer's transaction leaves no half of it", async () => {
    const { source, payout } = await oneUnderWay()
    hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
    await hub.makeDue()
    // The last write of it fails, as if the connection were gone.
    await hub.rows(
      `create function fail_polls() returns trigger language plpgsql as $$
       begin raise exception 'gone' using errcode = '08006'; end $$`,
    )
    await hub.rows(
      `create trigger fail_polls before update of finding on polls
       for each row execute function fail_polls()`,
    )
    await hub.rows(
      `create trigger fail_delete before delete on polls for each row execute function fail_polls()`,
    )
    try {
      await expect(hub.poll(source)).rejects.toThrow("gone")
    } finally {
      await hub.rows("drop function fail_polls() cascade")
    }
    expect(await hub.payouts(source)).toMatchObject([{ status: "pending", sequence: 1 }])
    expect(await hub.history(source)).toHaveLength(1)
    await hub.makeDue()
    await hub.poll(source)
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid", sequence: 2 }])
  })
})

test("a deadlock costs a try of the transaction, not of the provider", async () => {
  const { source, payout } = await oneUnderWay()
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  await hub.makeDue()
  await hub.rows("create sequence fails")
  await hub.rows(
    `create function fail_once() returns trigger language plpgsql as $$
     begin
       if nextval('fails') = 1 then raise exception 'again' using errcode = '40P01'; end if;
       return new;
     end $$`,
  )
  await hub.rows(
    "create trigger fail_once before update on payouts for each row execute function fail_once()",
  )
  try {
    await hub.poll(source)
  } finally {
    await hub.rows("drop function fail_once() cascade")
  }
  expect(hub.vendor.questions).toHaveLength(1)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
})

test("an answer that the database refuses is a finding, and the others go on", async () => {
  const source = await hub.addAsked("xendit")
  const payouts = [await hub.underWay(source), await hub.underWay(source)]
  hub.vendor.answer = ({ path }) => {
    const payout = payouts.find(({ providerId }) => path.endsWith(providerId))
    return payout === undefined ? says(404, {}) : saysPayout(payout, "SUCCEEDED")
  }
  await hub.rows(
    `create function refuse_one() returns trigger language plpgsql as $$
     begin
       if new.provider_id = '${payouts[0]?.providerId}' and new.status = 'paid' then
         raise exception 'no' using errcode = '23514';
       end if;
       return new;
     end $$`,
  )
  await hub.rows(
    "create trigger refuse_one before insert or update on payouts for each row execute function refuse_one()",
  )
  await hub.makeDue()
  try {
    await hub.poll(source)
  } finally {
    await hub.rows("drop function refuse_one() cascade")
  }
  expect((await hub.payouts(source)).map(({ status }) => status)).toEqual(["pending", "paid"])
  expect(await hub.polls(source)).toMatchObject([{ finding: "answer_misread" }])
})

describe("a source that changes while it is asked", () => {
  test("is asked with its new key from the next turn on", async () => {
    const { source, payout } = await oneUnderWay()
    hub.vendor.answer = () => saysPayout(payout, "PENDING_COMPLIANCE_REVIEW")
    await hub.makeDue()
    await hub.poll(source)
    const { keyring } = hub
    const key = await keyring.sealingKey(source.merchantId)
    await hub.rows("update sources set credentials_sealed = $2 where id = $1", [
      source.id,
      sealJson(key, { api_key: "xnd_development_another" }),
    ])
    await hub.makeDue()
    await hub.poll(source)
    const tokens = hub.vendor.questions.map(({ headers }) => headers.authorization)
    expect(new Set(tokens).size).toBe(2)
  })

  test("is asked no more once it is disabled; what was on its way still counts", async () => {
    const { source, payout } = await oneUnderWay()
    const answer = gated(saysPayout(payout, "SUCCEEDED"))
    await hub.makeDue()
    const polling = hub.poll(source)
    await answer.asked
    await hub.rows("update sources set disabled_at = paidout_now() where id = $1", [source.id])
    answer.let()
    await polling
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  })
})

test("room for calls that claims nothing is given back", async () => {
  const { source } = await oneUnderWay()
  await hub.makeDue()
  const { pool } = hub.settleContext
  const locked = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  // Another process is claiming it at this moment.
  const other = inTransaction(pool, async (client) => {
    await client.query({
      text: "select from polls where source_id = $1 for update",
      values: [source.id],
    })
    locked.resolve()
    await leave.promise
  })
  await locked.promise
  expect(await hub.poll(source)).toEqual({ outcome: "done" })
  leave.resolve()
  await other
  expect(hub.vendor.questions).toHaveLength(0)
  expect(await hub.rows("select from call_budgets where source_id = $1", [source.id])).toEqual([])
})
