import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { idUuid } from "../../src/ids.ts"
import { startSandboxHub, type SandboxHub } from "../support/sandbox-hub.ts"
import { call } from "../support/test-hub.ts"

let hub: SandboxHub
beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(() => hub.close())

async function newEcho(answer = {}): Promise<{ readonly id: string; readonly url: string }> {
  const made = await hub.api("POST /v1/sandbox/echo", { answer })
  expect(made.status, made.text).toBe(201)
  return made.json
}

async function requestsOf(echo: { readonly id: string }) {
  const listed = await hub.api(`GET /v1/sandbox/echo/${echo.id}/requests`)
  expect(listed.status, listed.text).toBe(200)
  return listed.json.data as { readonly id: string; readonly verdict: string }[]
}

async function newestOf(echo: { readonly id: string }) {
  const [newest] = await requestsOf(echo)
  const read = await hub.api(`GET /v1/sandbox/echo/${echo.id}/requests/${newest?.id}`)
  expect(read.status, read.text).toBe(200)
  return read.json
}

async function endpointAt(url: string, dialect = "paidout") {
  const made = await hub.api("POST /v1/endpoints", { url, dialect })
  expect(made.status, made.text).toBe(201)
  return made.json
}

describe("the built-in receiver", () => {
  test("takes any request, shows it, and answers as it is told", async () => {
    const echo = await newEcho({ status: 418, body: "short and stout" })
    const answer = await fetch(`${echo.url}/below?a=1`, {
      method: "PUT",
      headers: { "x-api-key": "a very secret key", "x-more": "one" },
      body: '{"hello": "world"}',
    })
    expect([answer.status, await answer.text()]).toEqual([418, "short and stout"])
    const shown = await newestOf(echo)
    expect(shown).toMatchObject({
      method: "PUT",
      path: "/below?a=1",
      body_text: '{"hello": "world"}',
      verdict: "unknown",
      answered_status: 418,
    })
    expect(shown.headers).toMatchObject({ "x-api-key": ["differs"], "x-more": ["one"] })
    expect(JSON.stringify(shown)).not.toContain("a very secret key")
  })

  test.each(["paidout", "pivot", "xendit", "adyen"])(
    "knows whether what %s's endpoint sent is signed by it",
    async (dialect) => {
      const echo = await newEcho({ body: dialect === "adyen" ? "[accepted]" : "" })
      const endpoint = await endpointAt(echo.url, dialect)
      const tested = await hub.api(`POST /v1/endpoints/${endpoint.id}/test`, {})
      expect(tested.status, tested.text).toBe(200)
      const [newest, ofRegistration] = await requestsOf(echo)
      // Registered only once it was answered: nobody had this URL yet.
      expect([newest?.verdict, ofRegistration?.verdict]).toEqual(["good", "unknown"])
      const shown = await newestOf(echo)
      expect(shown.endpoint_id).toBe(endpoint.id)
      expect(JSON.stringify(shown)).not.toContain(endpoint.secret)

      const forged = await fetch(echo.url, { method: "POST", body: shown.body_text })
      expect(forged.status).toBe(200)
      const bad = await newestOf(echo)
      // Adyen's signature stands within the body.
      expect(bad.verdict).toBe(dialect === "adyen" ? "good" : "bad")
    },
  )

  test("a byte that was changed on the way makes the signature bad", async () => {
    const echo = await newEcho()
    const endpoint = await endpointAt(echo.url)
    await hub.api(`POST /v1/endpoints/${endpoint.id}/test`, {})
    const { headers, body_text: body } = await newestOf(echo)
    const signed = Object.fromEntries(
      ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [
        name,
        headers[name][0],
      ]),
    )
    await fetch(echo.url, { method: "POST", headers: signed, body })
    expect((await newestOf(echo)).verdict).toBe("good")
    await fetch(echo.url, { method: "POST", headers: signed, body: `${body} ` })
    expect(await newestOf(echo)).toMatchObject({ verdict: "bad", reason: "signature_mismatch" })
  })

  test("keeps the newest hundred, and of each no more than 64 KiB", async () => {
    const echo = await newEcho()
    for (let sent = 0; sent < 104; sent += 8) {
      await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          fetch(echo.url, { method: "POST", body: `${sent + at}` }),
        ),
      )
    }
    await fetch(echo.url, { method: "POST", body: "x".repeat(70_000) })
    const { rows } = await hub.database.pool.query(
      "select count(*)::int as kept from sandbox_echo_requests where echo_id = $1",
      [idUuid("echo", echo.id)],
    )
    expect(rows).toEqual([{ kept: 100 }])
    const shown = await newestOf(echo)
    expect(shown).toMatchObject({ body_bytes: 70_000, is_cut: true })
    expect(shown.body_text).toHaveLength(65_536)
  })

  test("has a rate, beyond which it takes nothing", async () => {
    const echo = await newEcho()
    const answers = await Promise.all(
      Array.from({ length: 260 }, () => fetch(echo.url, { method: "POST", body: "" })),
    )
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get("retry-after")).toMatch(/^\d+$/)
  })

  test("waits with its answer, and forgets who has gone", async () => {
    const echo = await newEcho({ delay_ms: 30_000 })
    const gone = fetch(echo.url, { method: "POST", signal: AbortSignal.timeout(150) })
    await expect(gone).rejects.toThrow()
    const answer = { status: 200, delay_ms: 120, body: "late" }
    await hub.api(`PUT /v1/sandbox/echo/${echo.id}`, { name: "late", answer })
    const beganAtMs = performance.now()
    expect(await (await fetch(echo.url, { method: "POST" })).text()).toBe("late")
    expect(performance.now() - beganAtMs).toBeGreaterThan(100)
  })

  test("is its merchant's alone, and gone with all it was sent once it is deleted", async () => {
    const echo = await newEcho()
    await fetch(echo.url, { method: "POST", body: "secret" })
    const other = await hub.api("POST /v1/merchants", { name: "Another" })
    const key = other.json.api_key.key as string
    for (const path of ["", "/requests"]) {
      const asked = await hub.api(`GET /v1/sandbox/echo/${echo.id}${path}`, undefined, key)
      expect(asked.status).toBe(404)
    }
    expect((await call(hub, `DELETE /v1/sandbox/echo/${echo.id}`)).status).toBe(204)
    expect((await fetch(echo.url, { method: "POST" })).status).toBe(404)
    const { rows } = await hub.database.pool.query(
      "select count(*)::int as kept from sandbox_echo_requests where echo_id not in (select id from sandbox_echoes)",
    )
    expect(rows).toEqual([{ kept: 0 }])
  })

  test("without the scope raw the body is not shown", async () => {
    const echo = await newEcho()
    await fetch(echo.url, { method: "POST", body: "a name" })
    const made = await hub.api("POST /v1/api-keys", { name: "viewer", scopes: ["read"] })
    const [newest] = await requestsOf(echo)
    const target = `GET /v1/sandbox/echo/${echo.id}/requests/${newest?.id}`
    const shown = await hub.api(target, undefined, made.json.key as string)
    expect(shown.json).toMatchObject({ body_text: null, body_bytes: 6 })
  })
})
