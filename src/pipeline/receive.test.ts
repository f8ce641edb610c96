import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  createHubFixture,
  sampleOf,
  SECRETS,
  webhookOf,
  type HubFixture,
} from "../../test/support/hub-fixture.ts"
import { QUARANTINE_LIMITS } from "../inbox/quarantine-message.ts"
import { newUuid } from "../ids.ts"
import type { Source } from "../merchants/source.ts"
import { sealJson, type SourceSecrets } from "../merchants/source.ts"
import { releaseMessage, reprocessMessage } from "./receive/release.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

const setSecrets = async (source: Source, secrets: SourceSecrets) => {
  const key = await hub.keyring.sealingKey(hub.merchantId)
  await hub.database.pool.query(
    "update sources set secrets_sealed = $3 where merchant_id = $1 and id = $2",
    [hub.merchantId, source.id, sealJson(key, secrets)],
  )
}

const parkedOf = (source: Source) =>
  hub.rows<{ message_id: string; state: string; reason: string; times_seen: string }>(
    "select message_id, state, reason, times_seen from parked where source_id = $1 order by message_id",
    [source.id],
  )

const releaseContext = () => ({
  pool: hub.database.pool,
  keyring: hub.keyring,
  onCommitted: () => {},
})

describe("an authentic webhook", () => {
  test("is in the inbox when it is acknowledged, byte for byte", async () => {
    const source = await hub.addSource("xendit")
    const request = webhookOf(source, sampleOf("xendit", "payout.succeeded"))
    expect(await hub.send(source, request)).toMatchObject({
      outcome: "accepted",
      acknowledgement: { status: 200 },
    })
    const [message] = await hub.rows<{ body_sealed: Buffer; headers: Record<string, string[]> }>(
      "select body_sealed, headers from messages where source_id = $1",
      [source.id],
    )
    const body = await hub.keyring.open(hub.merchantId, message?.body_sealed ?? Buffer.alloc(0))
    expect(body.equals(Buffer.from(request.body))).toBe(true)
    expect(JSON.stringify(message?.headers)).not.toContain("xendit-callback-token-0001")
  })

  test("many at once are stored each once, whatever their bytes", async () => {
    const source = await hub.addSource("pivot")
    const outcomes = await Promise.all(
      Array.from({ length: 700 }, (_, index) =>
        hub.send(source, {
          headers: { "x-api-key": ["pivot-callback-key-0001"], "x-odd": [`"{},\\ ${index}`] },
          body: Buffer.from([0, 255, index & 255, index >> 8]),
        }),
      ),
    )
    expect(new Set(outcomes.map((each) => each.outcome))).toEqual(new Set(["accepted"]))
    expect(
      await hub.rows("select count(*)::int as n from messages where source_id = $1", [source.id]),
    ).toEqual([{ n: 700 }])
  })

  test("is accepted with a key that was added a moment ago by another process", async () => {
    const source = await hub.addSource("pivot")
    const event = sampleOf("pivot", "payout.success")
    const old = webhookOf(source, event)
    expect(await hub.send(source, old)).toMatchObject({ outcome: "accepted" })
    await setSecrets(source, { callback_api_key: ["a new callback key"] })
    const renewed = { ...source, secrets: { callback_api_key: ["a new callback key"] } }
    expect(await hub.send(source, webhookOf(renewed, event))).toMatchObject({ outcome: "accepted" })
  })
})

describe("an address that is no source", () => {
  test("is answered source_unknown, and so is a disabled source", async () => {
    const source = await hub.addSource("pivot")
    const request = webhookOf(source, sampleOf("pivot", "payout.success"))
    const to = (sourceId: string | undefined) =>
      hub.receiver.receive({ sourceId, ...request, remoteAddress: null })
    expect(await to(undefined)).toEqual({ outcome: "source_unknown" })
    expect(await to(newUuid())).toEqual({ outcome: "source_unknown" })
    await hub.database.pool.query("update sources set disabled_at = paidout_now() where id = $1", [
      source.id,
    ])
    expect(await to(source.id)).toEqual({ outcome: "source_unknown" })
  })
})

describe("a refused webhook", () => {
  test("is kept once per body, and counted", async () => {
    const source = await hub.addSource("pivot")
    const request = webhookOf(
      { ...source, secrets: { callback_api_key: ["the wrong key"] } },
      sampleOf("pivot", "payout.success"),
    )
    for (let time = 0; time < 3; time += 1) {
      expect(await hub.send(source, request)).toMatchObject({
        outcome: "refused",
        reason: "credential_mismatch",
      })
    }
    expect(await parkedOf(source)).toMatchObject([
      { state: "quarantined", reason: "credential_mismatch", times_seen: "3" },
    ])
  })

  test("settles after the key is mended and it is released; not before", async () => {
    const source = await hub.addSource("pivot")
    const event = sampleOf("pivot", "payout.success")
    const renewed = { ...source, secrets: { callback_api_key: ["the key of today"] } }
    await hub.send(source, webhookOf(renewed, event))
    const [parked] = await parkedOf(source)
    const release = () =>
      releaseMessage(releaseContext(), {
        merchantId: hub.merchantId,
        messageId: parked?.message_id ?? "",
        actor: "key_test",
        force: false,
        reason: null,
      })
    expect(await release()).toMatchObject({ outcome: "refused", reason: "credential_mismatch" })
    await setSecrets(source, renewed.secrets)
    expect(await release()).toEqual({ outcome: "released" })
    expect(await release()).toEqual({ outcome: "not_parked" })
    await hub.settle()
    expect(
      await hub.rows("select status from payouts where provider_id = $1", [event.providerId]),
    ).toEqual([{ status: "paid" }])
    expect(
      await hub.rows("select action from audit_log where action = 'message.release'"),
    ).toHaveLength(1)
  })

  test("with Basic and a signature is released when both are mended", async () => {
    const mended = {
      hmac_key: SECRETS["adyen"]?.["hmac_key"] ?? [],
      basic_username: ["adyen-user"],
      basic_password: ["adyen:pass word"],
    }
    const source = await hub.addSource("adyen", {
      secrets: { ...mended, hmac_key: ["00".repeat(32)], basic_password: ["before"] },
    })
    const event = sampleOf("adyen", "payout.thirdparty")
    await hub.send(source, webhookOf({ ...source, secrets: mended }, event))
    const [parked] = await parkedOf(source)
    const release = () =>
      releaseMessage(releaseContext(), {
        merchantId: hub.merchantId,
        messageId: parked?.message_id ?? "",
        actor: "key_test",
        force: false,
        reason: null,
      })
    await setSecrets(source, { ...mended, basic_password: ["still wrong"] })
    expect(await release()).toMatchObject({ outcome: "refused" })
    await setSecrets(source, mended)
    expect(await release()).toEqual({ outcome: "released" })
  })

  test("settles on an operator's word, and the audit log says whose", async () => {
    const source = await hub.addSource("xendit")
    const event = sampleOf("xendit", "payout.succeeded")
    await hub.send(source, { ...webhookOf(source, event), headers: {} })
    const [parked] = await parkedOf(source)
    expect(
      await releaseMessage(releaseContext(), {
        merchantId: hub.merchantId,
        messageId: parked?.message_id ?? "",
        actor: "key_operator",
        force: true,
        reason: "checked with the provider by phone",
      }),
    ).toEqual({ outcome: "released" })
    await hub.settle()
    expect(
      await hub.rows("select actor, after from audit_log where actor = 'key_operator'"),
    ).toEqual([
      {
        actor: "key_operator",
        after: { forced: true, reason: "checked with the provider by phone" },
      },
    ])
  })

  test("of another merchant cannot be released", async () => {
    const source = await hub.addSource("xendit")
    await hub.send(source, { headers: {}, body: Buffer.from("{}") })
    const [parked] = await parkedOf(source)
    expect(
      await releaseMessage(releaseContext(), {
        merchantId: await hub.addMerchant(),
        messageId: parked?.message_id ?? "",
        actor: "key_stranger",
        force: true,
        reason: null,
      }),
    ).toEqual({ outcome: "not_found" })
  })

  test("junk under ever new keys cannot push out what came under one wrong key", async () => {
    const source = await hub.addSource("pivot")
    const renewed = { ...source, secrets: { callback_api_key: ["the key of today"] } }
    for (let index = 0; index < 5; index += 1) {
      await hub.send(source, webhookOf(renewed, sampleOf("pivot", "payout.success")))
    }
    const junk = QUARANTINE_LIMITS.credentialsPerSourceMax + 50
    for (let index = 0; index < junk; index += 1) {
      await hub.send(source, {
        headers: { "x-api-key": [`junk ${index}`] },
        body: Buffer.from(`junk ${index}`),
      })
    }
    const [counts] = await hub.rows<{ credentials: number; kept: number; real: number }>(
      `select count(*)::int as credentials, sum(kept)::int as kept,
         max(kept)::int as real from quarantine_credentials where source_id = $1`,
      [source.id],
    )
    expect(counts).toEqual({
      credentials: QUARANTINE_LIMITS.credentialsPerSourceMax,
      kept: QUARANTINE_LIMITS.credentialsPerSourceMax + 4,
      real: 5,
    })
    expect(await parkedOf(source)).toHaveLength(QUARANTINE_LIMITS.credentialsPerSourceMax + 4)
  })
})

describe("trouble inside", () => {
  test("a database that is gone is `busy`, so the provider tries again; nothing is acknowledged", async () => {
    const source = await hub.addSource("xendit")
    const request = webhookOf(source, sampleOf("xendit", "payout.succeeded"))
    await hub.send(source, request)
    await hub.database.pool.query("alter table messages rename to messages_away")
    try {
      expect(await hub.send(source, request)).toMatchObject({ outcome: "busy" })
      expect(await hub.send(source, { headers: {}, body: request.body })).toMatchObject({
        outcome: "busy",
      })
    } finally {
      await hub.database.pool.query("alter table messages_away rename to messages")
    }
    expect(await hub.send(source, request)).toMatchObject({ outcome: "accepted" })
  })
})

test("an unrecognised message can be settled again", async () => {
  const source = await hub.addSource("adyen")
  await hub.tell(source, { ...sampleOf("adyen", "payout.thirdparty"), live: true })
  await hub.settle()
  const other = sampleOf("adyen", "payout.thirdparty")
  await hub.tell(source, { ...other, live: false })
  await hub.settle()
  const [parked] = await parkedOf(source)
  await hub.database.pool.query("update sources set live = false where id = $1", [source.id])
  expect(
    await reprocessMessage(releaseContext(), {
      merchantId: hub.merchantId,
      messageId: parked?.message_id ?? "",
      actor: "key_test",
      reason: null,
    }),
  ).toEqual({ outcome: "released" })
  await hub.settle()
  expect(
    await hub.rows("select status from payouts where provider_id = $1", [other.providerId]),
  ).toEqual([{ status: "processing" }])
  expect(
    await hub.rows(
      "select closed_because from attention_items where subject_id = $1 and closed_at is not null",
      [parked?.message_id],
    ),
  ).toEqual([{ closed_because: "reprocessed" }])
})
