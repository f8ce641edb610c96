import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { sealEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { insertEndpoint } from "../../delivery/insert-endpoint.ts"
import { newUuid } from "../../ids.ts"
import type { PaidoutEvent } from "../../payout/event.ts"
import { PROVIDERS } from "../../providers/index.ts"
import { findDialect } from "../deliver/dialects.ts"
import { createRefreezer, type PrunedDelivery, type Refreezer } from "./refreeze-delivery.ts"
import type { Hearer } from "./retell-changes.ts"
import { createSourceCache } from "../receive/source-cache.ts"

let hub: HubFixture
let refreezer: Refreezer
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())
beforeEach(() => {
  const { pool, keyring } = hub.settleContext
  refreezer = createRefreezer({ pool, keyring, sources: createSourceCache(pool, keyring) })
})
afterEach(async () => {
  await refreezer.stop()
  await hub.rows("delete from due_deliveries")
  await hub.rows("delete from deliveries")
  await hub.rows("delete from event_bodies")
  await hub.rows("update endpoints set deleted_at = paidout_now()")
})

async function addEndpoint(dialect: string, settings: EndpointSettings = {}): Promise<string> {
  const { merchantId, keyring, settleContext } = hub
  const { id } = await insertEndpoint(settleContext.pool, {
    merchantId,
    id: newUuid(),
    url: "http://127.0.0.1:9/",
    description: null,
    eventTypes: ["*"],
    dialect,
    version: findDialect(dialect)?.versions.at(-1) ?? "",
    ordering: "none",
    settings,
    secretsSealed: sealEndpointSecrets(await keyring.sealingKey(merchantId), {
      secrets: [],
      basic: null,
    }),
    hasBasic: false,
  })
  return id
}

interface MadeDelivery extends PrunedDelivery {
  readonly wireEvent: string | null
  readonly hearer: Hearer
  readonly type: string
  readonly bytes: string
}

/** All deliveries with the bytes that were frozen when they were made, in that order. */
async function made(): Promise<readonly MadeDelivery[]> {
  const rows = await hub.rows<{
    id: string
    endpoint_id: string
    event_id: string
    format: string
    type: string
    subject: PrunedDelivery["subject"]
    subject_id: string
    wire_event: string | null
    body_sealed: Buffer
    dialect: string
    version: string
    settings: EndpointSettings
  }>(
    `select d.id, d.endpoint_id, d.event_id, d.format, d.type, d.subject, d.subject_id,
       d.wire_event, body.body_sealed, e.dialect, e.version, e.settings
     from deliveries as d
     join event_bodies as body using (merchant_id, event_id, format)
     join endpoints as e on e.merchant_id = d.merchant_id and e.id = d.endpoint_id
     order by d.id`,
  )
  return Promise.all(
    rows.map(async (row) => {
      const dialect = findDialect(row.dialect)
      if (dialect === undefined) throw new Error("no such dialect")
      const opened = await hub.keyring.open(hub.merchantId, row.body_sealed)
      return {
        merchantId: hub.merchantId,
        deliveryId: row.id,
        endpointId: row.endpoint_id,
        eventId: row.event_id,
        format: row.format,
        type: row.type,
        subject: row.subject,
        subjectId: row.subject_id,
        wireEvent: row.wire_event,
        hearer: { dialect, endpoint: { version: row.version, settings: row.settings } },
        bytes: opened.toString("utf8"),
      }
    }),
  )
}

async function again(delivery: MadeDelivery): Promise<string> {
  const refrozen = await refreezer.refreeze(delivery, delivery.hearer)
  return refrozen.outcome === "frozen" ? refrozen.frozen.toString("utf8") : refrozen.why
}

const prune = () => hub.rows("delete from event_bodies")

async function tell(provider: string, events: readonly PaidoutEvent[], settings = {}) {
  const source = await hub.addSource(provider, { settings })
  for (const event of events) {
    await hub.tell(source, event)
    await hub.settle()
  }
}

/** One Pivot payout from its delay to its failure, with all that describes a payout. */
function pivotPayout(): readonly PaidoutEvent[] {
  const delayed = sampleOf("pivot", "payout.delayed")
  const failed = sampleOf("pivot", "payout.failed")
  if (delayed.subject !== "payout" || failed.subject !== "payout") throw new Error("no payouts")
  const { providerId, batchProviderId, reference, aliases } = delayed
  return [delayed, { ...failed, providerId, batchProviderId, reference, aliases }]
}

describe("in Paidout's own format", () => {
  for (const { name, samples } of PROVIDERS) {
    test(`every event of ${name} is the same bytes again`, async () => {
      await addEndpoint("paidout")
      await tell(
        name,
        Object.keys(samples).map((sample) => sampleOf(name, sample)),
      )
      const deliveries = await made()
      expect(deliveries.length).toBeGreaterThan(3)
      await prune()
      for (const delivery of deliveries) {
        expect(await again(delivery), delivery.type).toBe(delivery.bytes)
      }
    })
  }

  test("each event of a payout is told as it stood then, not as it stands now", async () => {
    await addEndpoint("paidout")
    await tell("pivot", pivotPayout())
    const deliveries = await made()
    expect(deliveries.map(({ type }) => type)).toEqual(["payout.processing", "payout.failed"])
    await prune()
    expect(await Promise.all(deliveries.map(again))).toEqual(deliveries.map(({ bytes }) => bytes))
  })

  test("a batch is told with the counters of then, a charge as it was when it was told", async () => {
    await addEndpoint("paidout")
    const done = sampleOf("pivot", "payout.done")
    const charged = sampleOf("pivot", "charge.success")
    if (done.subject !== "batch" || charged.subject !== "payment") throw new Error("no samples")
    const { counters } = done
    const [charge] = charged.charges
    if (counters === null || charge === undefined) throw new Error("no counters, no charge")
    const more = { count: counters.success.count + 1, amount: counters.success.amount + 10_000n }
    await tell("pivot", [
      done,
      { ...done, key: `${done.key} more`, counters: { ...counters, success: more } },
      charged,
      {
        ...charged,
        key: `${charged.key} other`,
        charges: [...charged.charges, { ...charge, providerId: "another-charge" }],
        paidCharge: "another-charge",
      },
    ])
    const deliveries = await made()
    expect(deliveries.map(({ type }) => type)).toEqual([
      ...["batch.done", "batch.done", "payment.charge_paid", "payment.charge_paid"],
    ])
    await prune()
    const bodies = await Promise.all(deliveries.map(again))
    expect(bodies.slice(0, 2)).toEqual(deliveries.slice(0, 2).map(({ bytes }) => bytes))
    const charges = bodies.slice(2).map((body) => {
      const { data } = JSON.parse(body) as { data: { charge: { provider_id: string } } }
      return data.charge.provider_id
    })
    expect(charges).toEqual([charge.providerId, "another-charge"])
  })

  test("metadata whose keys the database orders its own way is the same bytes again", async () => {
    await addEndpoint("paidout")
    const [name = ""] = Object.keys(
      PROVIDERS.find((provider) => provider.name === "xendit")?.samples ?? {},
    )
    const event = sampleOf("xendit", name)
    if (event.subject !== "payout") throw new Error("no payout")
    const metadata = { zebra: 1, a: { long_name: [{ y: 1, x: 2 }], b: null }, "10": "x", "9": "y" }
    await tell("xendit", [{ ...event, details: { ...event.details, metadata } }])
    const [delivery] = await made()
    if (delivery === undefined) throw new Error("no delivery")
    expect(JSON.parse(delivery.bytes)).toMatchObject({ data: { payout: { metadata } } })
    await prune()
    expect(await again(delivery)).toBe(delivery.bytes)
  })

  test("what describes a payout is told as it is known now", async () => {
    await addEndpoint("paidout")
    await tell("pivot", pivotPayout())
    const [first] = await made()
    if (first === undefined) throw new Error("no delivery")
    await prune()
    await hub.rows("update payouts set description = 'Known later'")
    const body = JSON.parse(await again(first)) as { data: { payout: object } }
    expect(body.data.payout).toEqual({
      ...(JSON.parse(first.bytes) as typeof body).data.payout,
      description: "Known later",
    })
  })
})

describe("in a provider's dialect", () => {
  const FORMS = PROVIDERS.flatMap(({ name, dialect }) =>
    (dialect.forms.length === 0 ? [undefined] : dialect.forms).map((form) => ({ name, form })),
  )

  describe.each(FORMS)("$name, $form", ({ name, form }) => {
    for (const source of PROVIDERS) {
      test(`every event of ${source.name} is said in the word of then`, async () => {
        await addEndpoint(name, {
          ...(form !== undefined && { form }),
          include_presumed: true,
        })
        await tell(
          source.name,
          Object.keys(source.samples).map((sample) => sampleOf(source.name, sample)),
        )
        const deliveries = await made()
        await prune()
        for (const delivery of deliveries) {
          const bytes = await again(delivery)
          expect(bytes, `${delivery.type} ${delivery.wireEvent}`).toEqual(delivery.bytes)
        }
      })
    }
  })

  describe.each(FORMS)(
    "$name, $form, once the webhooks themselves were pruned",
    ({ name, form }) => {
      for (const source of PROVIDERS) {
        test(`every event of ${source.name} is said from the ledger alone`, async () => {
          await addEndpoint(name, {
            ...(form !== undefined && { form }),
            include_presumed: true,
            account: "AnAccount",
          })
          await tell(
            source.name,
            Object.keys(source.samples).map((sample) => sampleOf(source.name, sample)),
          )
          const deliveries = await made()
          await prune()
          await hub.rows("update messages set body_sealed = null")
          for (const delivery of deliveries) {
            expect
              .soft(await again(delivery), `${delivery.type} ${delivery.wireEvent}`)
              .toBe(delivery.bytes)
          }
        })
      }
    },
  )

  test("what an endpoint was told before decides the word, as it did then", async () => {
    await addEndpoint("adyen")
    await tell("pivot", pivotPayout())
    const deliveries = await made()
    expect(deliveries.map(({ wireEvent }) => wireEvent)).toEqual([
      ...["PAYOUT_THIRDPARTY true", "PAIDOUT_REVERSED"],
    ])
    await prune()
    for (const delivery of deliveries) expect(await again(delivery)).toBe(delivery.bytes)
  })

  test("what today's settings do not say is not said", async () => {
    await addEndpoint("pivot", { reversal_as_failed: true })
    const reversed = sampleOf("xendit", "payout.reversed")
    await tell("xendit", [reversed])
    const [delivery] = await made()
    if (delivery === undefined) throw new Error("no delivery")
    await prune()
    const { dialect, endpoint } = delivery.hearer
    const hearer = { dialect, endpoint: { ...endpoint, settings: {} } }
    expect(await refreezer.refreeze(delivery, hearer)).toMatchObject({
      outcome: "lost",
      why: expect.stringContaining("today's settings"),
    })
  })
})

test("the bytes are kept, so that retries carry the same", async () => {
  await addEndpoint("paidout")
  await tell("pivot", pivotPayout())
  const [first] = await made()
  if (first === undefined) throw new Error("no delivery")
  await prune()
  const bytes = await again(first)
  await hub.rows("update payouts set description = 'Changed between two tries'")
  expect(await again(first)).toBe(bytes)
  expect((await made())[0]?.bytes).toBe(bytes)
})

test("many at a time, of endpoints that share the bytes and of those that do not", async () => {
  await addEndpoint("paidout")
  await addEndpoint("paidout")
  await addEndpoint("xendit")
  for (let payout = 0; payout < 20; payout += 1) await tell("pivot", pivotPayout())
  const deliveries = await made()
  expect(deliveries.length).toBeGreaterThan(80)
  await prune()
  const bodies = await Promise.all(deliveries.map(again))
  expect(bodies).toEqual(deliveries.map(({ bytes }) => bytes))
})

test("an event that the ledger does not know any more is lost, and says so", async () => {
  await addEndpoint("paidout")
  await tell("pivot", pivotPayout())
  const deliveries = await made()
  await prune()
  await hub.rows("delete from history where id = $1", [deliveries[0]?.eventId])
  const [lost, kept] = await Promise.all(deliveries.map(again))
  expect(lost).toContain("the ledger does not hold enough")
  expect(kept).toBe(deliveries[1]?.bytes)
})

test("a request that was handed on as it came comes from the inbox again, or is lost with it", async () => {
  await addEndpoint("raw")
  await tell("xendit", [sampleOf("xendit", "payout.reversed")])
  const [delivery] = await made()
  if (delivery === undefined) throw new Error("no delivery")
  await prune()
  expect(await again(delivery)).toBe(delivery.bytes)
  await prune()
  await hub.rows("update messages set body_sealed = null")
  expect(await again(delivery)).toBe("The request's body was pruned, also where it was received.")
})
