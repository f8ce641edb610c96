import { afterAll, beforeAll, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { sealEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { thawWebhook } from "../../delivery/frozen-webhook.ts"
import { insertEndpoint } from "../../delivery/insert-endpoint.ts"
import { newUuid } from "../../ids.ts"
import type { PayoutEvent } from "../../payout/event.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

async function addEndpoint(dialect: string, settings: EndpointSettings = {}): Promise<string> {
  const { merchantId, keyring } = hub
  const key = await keyring.sealingKey(merchantId)
  const { id } = await insertEndpoint(hub.database.pool, {
    merchantId,
    id: newUuid(),
    url: "https://example.com/",
    description: null,
    eventTypes: ["*"],
    dialect,
    version: "1",
    ordering: "none",
    settings,
    secretsSealed: sealEndpointSecrets(key, { secrets: [], basic: null }),
    hasBasic: false,
  })
  return id
}

async function toldTo(endpointId: string) {
  const rows = await hub.rows<{ wire_event: string; body_sealed: Buffer }>(
    `select d.wire_event, b.body_sealed from deliveries d
     join event_bodies b using (merchant_id, event_id, format)
     where d.endpoint_id = $1 order by d.sequence`,
    [endpointId],
  )
  return Promise.all(
    rows.map(async ({ wire_event: word, body_sealed: sealed }) => {
      const { body } = thawWebhook(await hub.keyring.open(hub.merchantId, sealed))
      return { word, text: Buffer.from(body).toString("utf8") }
    }),
  )
}

test("words that are settled at once have times that tell the later one from the earlier", async () => {
  const source = await hub.addSource("adyen")
  const [xendit, adyen] = [
    await addEndpoint("xendit"),
    await addEndpoint("adyen", { form: "form" }),
  ]
  // The clock of the provider goes ahead.
  const occurredAt = new Date(Date.now() + 60_000).toISOString()
  for (const [index, name] of ["transfer.credited", "transfer.returned"].entries()) {
    const event = sampleOf("adyen", name) as PayoutEvent
    const order = String(index + 1).padStart(16, "0")
    await hub.tell(source, { ...event, providerId: "TRANSFER-1", order, occurredAt })
  }
  await hub.settle()

  const atXendits = (await toldTo(xendit)).map(({ word, text }) => {
    return [word, JSON.parse(text).data.updated as string] as const
  })
  expect(atXendits.map(([word]) => word)).toEqual(["payout.succeeded", "payout.reversed"])
  const atAdyens = (await toldTo(adyen)).map(({ word, text }) => {
    return [word, new URLSearchParams(text).get("eventDate") ?? ""] as const
  })
  expect(atAdyens.map(([word]) => word)).toEqual(["PAYOUT_THIRDPARTY true", "PAIDOUT_REVERSED"])
  for (const [[, first], [, second]] of [atXendits, atAdyens] as [
    [string, string],
    [string, string],
  ][]) {
    expect(Date.parse(second)).toBeGreaterThan(Date.parse(first))
  }
})
