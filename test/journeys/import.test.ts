import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs"
import path from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { chainLine } from "../../src/pipeline/import/import-line.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { lineOf, savedWebhooks, type Saved } from "../support/saved-webhooks.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"
import type { Source } from "../../src/merchants/source.ts"

let database: TestDatabase
let hub: TestHub
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const FROM = "2026-02-01T00:00:00.000Z"

async function addSource(provider = "xendit"): Promise<string> {
  const body = { name: provider, provider, secrets: SECRETS[provider] }
  const { status, json } = await call(hub, "POST /v1/sources", { body })
  expect(status).toBe(201)
  return json.id
}

async function paidout(words: readonly string[], input?: string) {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  const terminal = capturedTerminal({ environment, ...(input !== undefined && { input }) })
  const exit = await run(["import", ...words], terminal)
  return { exit, output: terminal.output(), errors: terminal.errors() }
}

/** Runs and returns the API's answer. */
async function taken(words: readonly string[], input?: string) {
  const { exit, output, errors } = await paidout([...words, "--json"], input)
  expect({ exit, errors }).toMatchObject({ exit: 0 })
  return JSON.parse(output) as Record<string, unknown>
}

/** As a source of a test signs them. */
const signer = (provider: string) =>
  ({ provider, secrets: SECRETS[provider] ?? {} }) as unknown as Source

function year(seed: number, payouts = 3): readonly Saved[] {
  return savedWebhooks(signer("xendit"), { payouts, seed, from: FROM })
}

const textOf = (lines: readonly Buffer[]) => `${lines.join("\n")}\n`
const bodyOf = (saved: Saved) => Buffer.from(saved.request.body)

describe("paidout import", () => {
  test("takes a folder of every form in the order of its names, each byte as it was", async () => {
    const source = await addSource()
    const folder = temporaryFolder()
    const saved = year(11)
    const [a, b, c, d, e, f, g, h, ...rest] = saved
    if (!a || !b || !c || !d || !e || !f || !g || !h) throw new Error("too few")
    const http = (one: Saved, end: string) =>
      Object.entries(one.request.headers)
        .map(([name, values]) => `${name}: ${values.join(", ")}`)
        .concat("", bodyOf(one).toString("utf8"))
        .join(end)
    const put = (name: string, content: string | Buffer) => {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), content)
    }
    put("1.json", bodyOf(a))
    put("2.http", `POST /in/x HTTP/1.1\r\n${http(b, "\r\n")}`)
    put("10/a.http", http(c, "\n"))
    put("10/b.ndjson.gz", gzipSync(textOf([lineOf(d), bodyOf(e)])))
    put("11.json.gz", gzipSync(`[ ${lineOf(f).toString()} ,\n${bodyOf(g).toString()}]`))
    put("12.txt", bodyOf(h))
    put("13.jsonl", textOf(rest.map(lineOf)).replaceAll("\n", "\r\n"))
    put("notes.md", "not a webhook")
    put(".hidden.json", "{}")

    const { exit, output } = await paidout([folder, "--source", source])
    expect(exit).toBe(0)
    expect(output).toContain(`${saved.length} lines: `)
    expect(output).toContain("Left out, by their names: notes.md.")
    const { rows } = await database.pool.query<{ id: string }>(
      "select id from messages where source_id = (select source_id from imports where name = $1) order by id",
      [path.basename(folder)],
    )
    expect(rows).toHaveLength(saved.length)
    const { json } = await call(hub, `GET /v1/messages?source_id=${source}&limit=100`)
    const whole = await Promise.all(
      json.data
        .toReversed()
        .map(async ({ id }: { id: string }) => (await call(hub, `GET /v1/messages/${id}`)).json),
    )
    expect(whole.map((message) => message.body_text)).toEqual(
      saved.map((each) => bodyOf(each).toString("utf8")),
    )
    expect(whole[0]).toMatchObject({ answer_status: null, verified: false, state: "settled" })
    expect(whole[1]).toMatchObject({ verified: true })
    expect(whole[1].import_id).toMatch(/^imp_/)
    expect(whole[3]).toMatchObject({ verified: true, received_at: d.receivedAt })
    const payouts = await call(hub, `GET /v1/payouts?source_id=${source}`)
    expect(payouts.json.data.length).toBeGreaterThan(2)
    const within = await call(
      hub,
      `GET /v1/payouts?source_id=${source}&created_from=2026-02-01T00:00:00Z&created_to=2026-02-02T00:00:00Z`,
    )
    expect(within.json.data.length).toBeGreaterThan(0)
    const { history } = (await call(hub, `GET /v1/payouts/${payouts.json.data[0].id}`)).json
    expect(new Set(history.map(({ via }: { via: string }) => via))).toEqual(new Set(["import"]))
  })

  test("once more changes nothing; what has grown goes on; what differs is another import", async () => {
    const source = await addSource()
    const file = path.join(temporaryFolder(), "year.ndjson")
    const lines = year(12).map(lineOf)
    writeFileSync(file, textOf(lines.slice(0, 9)))
    const first = await taken([file, "--source", source])
    expect(first).toMatchObject({ place: 9, state: "finished" })
    expect(first["content_hash"]).toBe(
      lines.slice(0, 9).reduce(chainLine, Buffer.alloc(32)).toString("hex"),
    )
    const again = await taken([file, "--source", source])
    expect(again).toEqual({ ...first, finished_at: again["finished_at"] })

    appendFileSync(file, textOf(lines.slice(9)))
    const grown = await taken([file, "--source", source])
    expect(grown).toMatchObject({ id: first["id"], place: lines.length })

    writeFileSync(file, textOf([...lines.slice(0, 4), ...lines.slice(6)]))
    const other = await taken([file, "--source", source])
    expect(other).toMatchObject({ place: lines.length - 2, applied: 0, repeated: lines.length - 2 })
    expect(other["id"]).not.toBe(first["id"])
    expect(await taken([file, "--source", source])).toMatchObject({ id: other["id"] })
    const { json } = await call(hub, `GET /v1/imports?source_id=${source}`)
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual([other["id"], first["id"]])
  })

  test("names what cannot be read, takes the rest, and fails in the end", async () => {
    const source = await addSource()
    const folder = temporaryFolder()
    const lines = year(13).map(lineOf)
    const compressed = gzipSync(textOf(lines.slice(0, 2)))
    writeFileSync(path.join(folder, "1.ndjson"), textOf(lines.slice(0, 3)))
    writeFileSync(path.join(folder, "2.ndjson.gz"), compressed.subarray(0, compressed.length - 9))
    writeFileSync(path.join(folder, "3.http"), "no headers at all")
    writeFileSync(path.join(folder, "4.json"), "")
    writeFileSync(
      path.join(folder, "5.ndjson"),
      textOf([Buffer.from('{"body":7}'), ...lines.slice(3)]),
    )
    const { exit, output, errors } = await paidout([folder, "--source", source])
    expect(exit).toBe(1)
    expect(errors).toContain("2.ndjson.gz: ")
    expect(errors).toContain("3.http: there is no empty line between the headers and the body")
    expect(errors).toContain("4.json: it is empty")
    expect(errors).toMatch(/^line \d+: body is neither text nor JSON$/m)
    expect(errors).toContain("4 files or lines could not be taken.")
    expect(output).toContain("1 hold no webhook")
  })

  test("takes lines from standard input, and goes on with them", async () => {
    const source = await addSource()
    const lines = year(14).map(lineOf)
    const first = await taken(["-", "--source", source], textOf(lines.slice(0, 5)))
    expect(first).toMatchObject({ name: "standard input", place: 5 })
    const more = await taken(["-", "--source", source], textOf(lines))
    expect(more).toMatchObject({ id: first["id"], place: lines.length })
  })

  test("takes the time of the file where a line has none, when asked to", async () => {
    const source = await addSource()
    const file = path.join(temporaryFolder(), "one.json")
    const [one] = year(15)
    if (one === undefined) throw new Error()
    writeFileSync(file, bodyOf(one))
    const at = new Date("2026-03-04T05:06:07.000Z")
    utimesSync(file, at, at)
    await taken([file, "--source", source, "--mtime"])
    const { json } = await call(hub, `GET /v1/messages?source_id=${source}`)
    expect(json.data).toMatchObject([{ received_at: at.toISOString() }])
  })

  test("says what is wrong with what it is given", async () => {
    const source = await addSource()
    const folder = temporaryFolder()
    expect(await paidout([folder])).toMatchObject({ exit: 2 })
    expect(await paidout([path.join(folder, "none.json"), "--source", source])).toMatchObject({
      exit: 2,
      errors: expect.stringContaining("there is no such file"),
    })
    expect(await paidout([folder, "--source", source])).toMatchObject({
      exit: 1,
      errors: expect.stringContaining("There is no webhook in it."),
    })
  })
})

describe("the API", () => {
  const send = (id: string, from: number, body: string, type = "application/x-ndjson") =>
    call(hub, `POST /v1/imports/${id}/messages?from=${from}`, {
      headers: { "content-type": type },
      body,
    })

  test("refuses gaps, other types, too many lines and imports of others", async () => {
    const source = await addSource()
    const begun = await call(hub, "POST /v1/imports", {
      body: { source_id: source, name: "n", fingerprint: "f" },
    })
    expect(begun).toMatchObject({ status: 201, json: { place: 0, deliver: false } })
    const { id } = begun.json
    const event = sampleOf("xendit", "payout.succeeded")
    const body = Buffer.from(webhookOf(signer("xendit"), event).body).toString("utf8")
    expect(await send(id, 2, body)).toMatchObject({
      status: 409,
      json: { code: "import_gap", place: 0 },
    })
    expect(await send(id, 0, body, "text/plain")).toMatchObject({ status: 415 })
    expect(await send(id, 0, "{}", "application/json")).toMatchObject({ status: 415 })
    expect(await send(id, 0, "x\n".repeat(1001))).toMatchObject({ status: 400 })
    expect(await send("imp_01jd5zj8rve5xbzxwn4hqy3n6c", 0, body)).toMatchObject({ status: 404 })
    expect(await send(id, 0, body)).toMatchObject({ status: 200, json: { place: 1, applied: 1 } })
    expect(await send(id, 0, body)).toMatchObject({ status: 200, json: { place: 1, applied: 1 } })
    expect(await call(hub, `POST /v1/imports/${id}/finish`, { body: {} })).toMatchObject({
      status: 200,
      json: { state: "finished" },
    })
  })
})
