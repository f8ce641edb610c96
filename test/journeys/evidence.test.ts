import { createHash } from "node:crypto"
import { readFileSync, statSync, writeFileSync } from "node:fs"
import path from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { idUuid, newUuid } from "../../src/ids.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { insertReadings } from "../../src/reconcile/insert-readings.ts"
import { seal } from "../../src/seal.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createForwardingHub, type ForwardingHub } from "../support/forwarding-hub.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { insertHistoryRow } from "../support/ledger-rows.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call, FIRST_API_KEY } from "../support/test-hub.ts"
import type { Source } from "../../src/merchants/source.ts"

let hub: ForwardingHub
let receiver: Receiver
beforeAll(async () => {
  hub = await createForwardingHub()
  receiver = await createReceiver()
})
afterAll(async () => {
  await hub.stop()
  await receiver.close()
})

type Files = Readonly<Record<string, Uint8Array>>
const signer = (provider: string) =>
  ({ provider, secrets: SECRETS[provider] ?? {} }) as unknown as Source

async function fetchEvidence(payoutId: string, key = FIRST_API_KEY) {
  return fetch(`${hub.url}/v1/payouts/${payoutId}/evidence`, {
    headers: { authorization: `Bearer ${key}` },
  })
}

async function evidence(payoutId: string): Promise<Files> {
  const response = await fetchEvidence(payoutId)
  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toBe("application/zip")
  return unzipSync(new Uint8Array(await response.arrayBuffer()))
}
const jsonIn = (files: Files, name: string) =>
  JSON.parse(strFromU8(files[name] ?? new Uint8Array()))
const below = (files: Files, folder: string, ending: string) =>
  Object.keys(files).filter((name) => name.startsWith(`${folder}/`) && name.endsWith(ending))
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

async function send(provider: string, sourcePath: string, event: PayoutEvent) {
  const { headers, body } = webhookOf(signer(provider), event)
  const flat = Object.fromEntries(
    Object.entries(headers).map(([name, [value]]) => [name, value ?? ""]),
  )
  const response = await fetch(hub.url + sourcePath, { method: "POST", headers: flat, body })
  expect(response.status).toBeLessThan(300)
  return Buffer.from(body)
}

async function untilDelivered(count: number): Promise<void> {
  for (;;) {
    const { json } = await call(hub, "GET /v1/deliveries?state=delivered&limit=100")
    if (json.data.length >= count) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe("the evidence of a payout", () => {
  let payoutId = ""
  let files: Files = {}
  const bodies: Buffer[] = []
  const account = "000000000099"
  beforeAll(async () => {
    const behind = await hub.putBehind("xendit", SECRETS["xendit"] ?? {})
    for (const dialect of ["paidout", "xendit"]) {
      const body = { url: receiver.url, dialect }
      const { status } = await call(hub, "POST /v1/endpoints", { body })
      if (status !== 201) throw new Error(`registering answered ${status}`)
    }
    const sample = sampleOf("xendit", "payout.succeeded") as PayoutEvent
    const paid: PayoutEvent = {
      ...sample,
      details: {
        ...sample.details,
        destination: { accountNumber: account, accountHolderName: "M" },
      },
    }
    bodies.push(await send("xendit", behind.path, paid))
    bodies.push(await send("xendit", behind.path, paid))
    await hub.settle()
    const { json } = await call(hub, "GET /v1/payouts")
    payoutId = json.data[0].id
    await untilDelivered(4)

    const merchantId = hub.merchant.id
    const readingId = newUuid()
    const answer = Buffer.from('{"status":"SUCCEEDED"}')
    const key = await hub.hub.keyring.sealingKey(merchantId)
    await insertReadings(hub.database.pool, [
      {
        ...{ merchantId, id: readingId, sourceId: idUuid("source", behind.sourceId) ?? "" },
        ...{ method: "GET", path: "/payouts/disb-1", status: 200, headers: {} },
        bodySealed: seal(key, answer),
        bodyHash: createHash("sha256").update(answer).digest(),
      },
    ])
    await insertHistoryRow(
      hub.database.pool,
      { merchantId, subjectId: idUuid("payout", payoutId) ?? "" },
      { via: "poll", tier: "read", reading_id: readingId, refused_because: "duplicate" },
    )
    files = await evidence(payoutId)
  })

  test("holds the exact bytes of each request, its headers without credentials, and its verdict", () => {
    const messages = below(files, "messages", ".json").map((name) => jsonIn(files, name))
    expect(messages).toHaveLength(2)
    for (const [index, message] of messages.entries()) {
      const body = files[message.body.file] ?? new Uint8Array()
      expect(Buffer.from(body)).toEqual(bodies[index])
      expect(message).toMatchObject({
        verdict: { outcome: "authentic" },
        verdict_today: { outcome: "authentic" },
        headers: { "x-callback-token": ["matches"] },
        body: { sha256: sha256(body), pruned: false, bytes: body.length },
        source: { provider: "xendit" },
      })
    }
    expect(strFromU8(files[messages[0].body.file] ?? new Uint8Array())).toContain(account)
  })

  test("holds what the provider answered, what endpoints were told, and what they said", () => {
    const [reading = ""] = below(files, "readings", ".json")
    expect(jsonIn(files, reading)).toMatchObject({
      request: { method: "GET", path: "/payouts/disb-1" },
      body: { sha256: sha256(Buffer.from('{"status":"SUCCEEDED"}')) },
    })
    const deliveries = below(files, "deliveries", ".json").map((name) => jsonIn(files, name))
    const formats: string[] = deliveries.map(({ request }) => request.format.split(":")[0])
    expect(formats.toSorted()).toEqual(["paidout", "raw", "raw", "xendit"])
    for (const delivery of deliveries) {
      const body = files[delivery.request.body.file] ?? new Uint8Array()
      expect(delivery).toMatchObject({ state: "delivered", attempts: [{ response_status: 200 }] })
      expect(delivery.request.body.sha256).toBe(sha256(body))
      if (delivery.type === "message") expect(bodies).toContainEqual(Buffer.from(body))
      else expect(JSON.parse(strFromU8(body))).toBeTypeOf("object")
    }
  })

  test("names every file with its hash, and what the payout and its history are", async () => {
    const manifest = jsonIn(files, "manifest.json")
    expect(manifest).toMatchObject({ payout_id: payoutId, complete: true, incomplete: [] })
    const named: string[] = manifest.files.map((file: { name: string }) => file.name)
    expect([...named, "manifest.json"].toSorted()).toEqual(Object.keys(files).toSorted())
    for (const { name, sha256: hash, bytes } of manifest.files) {
      const content = files[name] ?? new Uint8Array()
      expect({ name, hash, bytes }).toEqual({ name, hash: sha256(content), bytes: content.length })
    }
    const {
      history,
      history_truncated: _,
      poll: __,
      ...payout
    } = (await call(hub, `GET /v1/payouts/${payoutId}`)).json
    expect(payout).toMatchObject(jsonIn(files, "payout.json"))
    expect(jsonIn(files, "history.json")).toEqual(history)
    expect(strFromU8(files["README.txt"] ?? new Uint8Array())).toContain(payoutId)
  })

  test("holds no secret and no signature", () => {
    const all = Object.values(files)
      .map((content) => Buffer.from(content).toString("latin1"))
      .join("\n")
    const secrets = [
      ...Object.values(SECRETS).flatMap((kinds) => Object.values(kinds).flat()),
      FIRST_API_KEY,
    ]
    for (const secret of secrets) expect(all).not.toContain(secret)
    expect(all).not.toMatch(/hmac:[0-9a-f]{8}|whsec_|webhook-signature|v1,/)
  })

  test("needs the scope raw, is found for its owner only, and stands in the audit log", async () => {
    const reader = await call(hub, "POST /v1/api-keys", { body: { name: "r", scopes: ["read"] } })
    expect((await fetchEvidence(payoutId, reader.json.key)).status).toBe(403)
    expect((await fetchEvidence("po_01jd5zj8rve5xbzxwn4hqy3n6c")).status).toBe(404)
    const again = await evidence(payoutId)
    const { audit } = jsonIn(again, "operators.json")
    expect(audit.map(({ action }: { action: string }) => action)).toContain("payout.evidence")
  })

  test("says what was pruned, and its hash where it is known", async () => {
    const { rows } = await hub.database.pool.query<{ id: string; body_sealed: Buffer }>(
      "select id, body_sealed from messages order by id limit 1",
    )
    const [row] = rows
    await hub.database.pool.query("update messages set body_sealed = null where id = $1", [row?.id])
    try {
      const messages = await evidence(payoutId).then((pruned) =>
        below(pruned, "messages", ".json").map((name) => jsonIn(pruned, name)),
      )
      expect(messages.map(({ body }) => [body.pruned, body.file === null])).toEqual([
        [true, true],
        [false, false],
      ])
    } finally {
      await hub.database.pool.query("update messages set body_sealed = $2 where id = $1", [
        row?.id,
        row?.body_sealed,
      ])
    }
  })

  test("is what `paidout export` writes, whole or not at all, and over nothing", async () => {
    const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
    const file = path.join(temporaryFolder(), "evidence.zip")
    const terminal = capturedTerminal({ environment })
    expect(await run(["export", payoutId, "--out", file], terminal)).toBe(0)
    expect(Object.keys(unzipSync(readFileSync(file)))).toContain("manifest.json")
    expect(statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, "mine")
    expect(await run(["export", payoutId, "--out", file], capturedTerminal({ environment }))).toBe(
      2,
    )
    expect(readFileSync(file, "utf8")).toBe("mine")
    const unknown = capturedTerminal({ environment })
    expect(await run(["export", "po_nothing", "--out", `${file}.2`], unknown)).toBe(1)
    expect(unknown.errors()).toContain("not_found")
  })
})
