import { once } from "node:events"
import net, { type AddressInfo } from "node:net"
import https from "node:https"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { createAuthority } from "../../test/support/certificates.ts"
import {
  MISBEHAVIOURS,
  says,
  saysText,
  startMisbehavingVendor,
  type MisbehavingVendor,
  type MisbehaviourName,
} from "../../test/support/misbehaving-vendor.ts"
import { createAddressPolicy } from "../delivery/address-guard.ts"
import { createGuardedAgent } from "../delivery/guarded-agent.ts"
import type { VendorReply } from "../vendor-call.ts"
import { createVendorCaller, type VendorCallerOptions } from "./call-vendor.ts"

const ANSWER_BYTES_MAX = 32 * 1024 * 1024
const loopback = createAddressPolicy(["127.0.0.0/8"])
const agent = createGuardedAgent(loopback, { answerBytesMax: ANSWER_BYTES_MAX })
let vendor: MisbehavingVendor

beforeAll(async () => {
  vendor = await startMisbehavingVendor()
})
afterEach(() => {
  vendor.answer = () => says(404, {})
})
afterAll(async () => {
  await agent.destroy()
  await vendor.close()
})

function callerOf(options: Partial<VendorCallerOptions> = {}) {
  return createVendorCaller({ dispatch: agent.dispatch, userAgent: "Paidout/test", ...options })
}

function ask(
  path = "/",
  options: Partial<VendorCallerOptions> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<VendorReply> {
  return callerOf(options).call({ method: "GET", url: vendor.url + path, headers })
}

describe("a question", () => {
  test("goes out once, with its own headers, and is answered byte by byte", async () => {
    vendor.questions.length = 0
    const body = '{ "amount": 1.10,\n"é": 9007199254740993 }'
    vendor.answer = () => saysText(200, body, { "content-type": "application/json", "x-b": "1" })
    const reply = await callerOf().call({
      method: "POST",
      url: `${vendor.url}/v1/access-token?a=b%20c`,
      headers: { "content-type": "application/json", "x-merchant-id": "m" },
      body: '{"grantType":"é"}',
    })
    expect(reply).toMatchObject({
      outcome: "answered",
      answer: {
        method: "POST",
        path: "/v1/access-token?a=b%20c",
        status: 200,
        headers: { "x-b": "1" },
        body: Buffer.from(body),
      },
    })
    expect(vendor.questions).toMatchObject([
      {
        method: "POST",
        path: "/v1/access-token",
        body: '{"grantType":"é"}',
        headers: {
          "user-agent": "Paidout/test",
          accept: "application/json",
          "accept-encoding": "identity",
          "x-merchant-id": "m",
          "content-length": "18",
        },
      },
    ])
  })

  test("may be asked many times at once", async () => {
    vendor.answer = ({ path }) => says(200, { path })
    const replies = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(`/${index}`)))
    expect(replies.map(bodyOf)).toEqual(replies.map((_, index) => `{"path":"/${index}"}`))
  })
})

function bodyOf(reply: VendorReply): string | undefined {
  return reply.outcome === "answered" ? Buffer.from(reply.answer.body).toString("utf8") : undefined
}

/** What it does → the status that is handed on, or why there is none. */
const ENDS: Readonly<Record<MisbehaviourName, number | string>> = {
  "HTML with 200": 200,
  "nothing with 200": 200,
  "204": 204,
  "JSON cut short": 200,
  "JSON of no object": 200,
  "an empty object": 200,
  "9 MiB": "answer_too_large",
  "a body without end": "answer_too_large",
  "more headers than anybody reads": "answer_too_large",
  "no answer": "timeout",
  "half a body, then silence": "timeout",
  "a reset": "unreachable",
  "a reset in the body": "unreachable",
  "a redirect": 302,
  "401": 401,
  "403": 403,
  "404": 404,
  "408": 408,
  "429 with Rate-Limit-Reset": 429,
  "429 with Retry-After": 429,
  "429 alone": 429,
  "500": 500,
  "500 with HTML": 500,
  "503": 503,
  "503 with Retry-After": 503,
}

describe("a server that answers with", () => {
  test.each(Object.entries(ENDS))("%s ends as %s", async (name, end) => {
    vendor.answer = () => MISBEHAVIOURS[name as MisbehaviourName]
    // What hangs must end soon, what is large must have its time on a busy machine.
    const timeoutMs = end === "timeout" ? 300 : 20_000
    const reply = await ask("/", { timeoutMs })
    const told = reply.outcome === "answered" ? reply.answer.status : reply.finding
    expect(told, JSON.stringify(reply)).toBe(end)
    vendor.answer = () => says(200, {})
    expect(bodyOf(await ask())).toBe("{}")
  })

  test("a redirect is not followed", async () => {
    vendor.questions.length = 0
    vendor.answer = () => saysText(307, "", { location: `${vendor.url}/elsewhere` })
    await ask("/here")
    expect(vendor.questions.map(({ path }) => path)).toEqual(["/here"])
  })

  test("exactly as much as is read is read", async () => {
    vendor.answer = () => saysText(200, "x".repeat(1_000))
    expect(bodyOf(await ask("/", { bodyBytesMax: 1_000 }))).toHaveLength(1_000)
    expect(await ask("/", { bodyBytesMax: 999 })).toMatchObject({ finding: "answer_too_large" })
  })

  test("a drip of bytes is cut off by the deadline", async () => {
    vendor.answer = () => (response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write("x"), 20)
      response.on("close", () => clearInterval(drip))
    }
    expect(await ask("/", { timeoutMs: 300 })).toMatchObject({ finding: "timeout" })
  })

  test("nothing is left by itself: the connection ends with the question", async () => {
    let left = () => {}
    const isLeft = new Promise<void>((resolve) => {
      left = resolve
    })
    vendor.answer = () => (response) => void response.on("close", left)
    expect(await ask("/", { timeoutMs: 300 })).toMatchObject({ finding: "timeout" })
    await isLeft
  })

  test("something that is not HTTP is unreachable", async () => {
    const server = net.createServer((socket) => socket.on("error", () => {}).end("220 mail\r\n"))
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const reply = await callerOf().call({ method: "GET", url, headers: {} })
    server.close()
    expect(reply).toMatchObject({ outcome: "failed", finding: "unreachable" })
  })
})

describe("no connection", () => {
  test.each([
    ["nobody listens", "http://127.0.0.1:1/"],
    ["a name without an address", "http://api.pivot.invalid/"],
    ["no URL", "not a URL"],
    ["another scheme", "file:///etc/passwd"],
  ])("%s is unreachable", async (_name, url) => {
    const reply = await callerOf().call({ method: "GET", url, headers: {} })
    expect(reply).toMatchObject({ outcome: "failed", finding: "unreachable" })
  })

  test("a forbidden address is unreachable, and never spoken to", async () => {
    vendor.questions.length = 0
    const strict = createGuardedAgent(createAddressPolicy([]))
    const reply = await ask("/", { dispatch: strict.dispatch })
    await strict.destroy()
    expect(reply).toMatchObject({ outcome: "failed", finding: "unreachable" })
    expect(vendor.questions).toEqual([])
  })

  test("a certificate that nobody vouches for is unreachable", async () => {
    const { certificate, key } = createAuthority().issue("localhost")
    const server = https.createServer({ cert: certificate, key }, (_request, response) => {
      response.end("{}")
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`
    const reply = await callerOf().call({ method: "GET", url, headers: {} })
    server.close()
    expect(reply).toMatchObject({ outcome: "failed", finding: "unreachable" })
  })

  test("a header that HTTP does not allow is a value too", async () => {
    const reply = await ask("/", {}, { authorization: "Bearer to\nken-of-the-source" })
    expect(reply).toMatchObject({ outcome: "failed", finding: "unreachable" })
    expect(JSON.stringify(reply)).not.toContain("ken-of-the-source")
  })

  test("stopping ends what is under way", async () => {
    vendor.answer = () => MISBEHAVIOURS["no answer"]
    const caller = callerOf()
    const reply = caller.call({ method: "GET", url: vendor.url, headers: {} })
    caller.close()
    expect(await reply).toMatchObject({ outcome: "failed", detail: "Paidout is stopping." })
  })
})

describe("a credential", () => {
  const basic = Buffer.from("api-user@company:pass:word").toString("base64")
  const HEADERS = {
    authorization: "Bearer token.of-the.source",
    "x-api-key": "key-of-the-source",
    "x-merchant-secret": "secret of the source",
  }
  const SECRETS = ["token.of-the.source", "key-of-the-source", "secret of the source"]

  test("that the server sends back is in no header, path or detail", async () => {
    vendor.answer = ({ headers }) =>
      saysText(302, "", {
        authorization: String(headers.authorization),
        "set-cookie": "session=1",
        "x-api-key": "another",
        location: `/?token=${String(headers.authorization).slice(7)}`,
        "x-echo": `key ${String(headers["x-api-key"])}`,
        "x-plain": "kept",
      })
    const reply = await ask(`/${encodeURIComponent(SECRETS[2] ?? "")}?k=${SECRETS[1]}`, {}, HEADERS)
    expect(reply.outcome).toBe("answered")
    const shown = JSON.stringify(reply)
    for (const secret of [...SECRETS, encodeURIComponent(SECRETS[2] ?? ""), "session"]) {
      expect(shown).not.toContain(secret)
    }
    expect(reply).toMatchObject({
      answer: { path: "/[hidden]?k=[hidden]", headers: { "x-plain": "kept" } },
    })
  })

  test("of HTTP Basic is hidden whole and in its parts", async () => {
    vendor.answer = () =>
      saysText(200, "", {
        "x-a": basic,
        "x-b": "api-user@company",
        "x-c": "it is pass:word",
        "x-d": "plain",
      })
    const reply = await ask("/", {}, { authorization: `Basic ${basic}` })
    const headers = reply.outcome === "answered" ? Object.keys(reply.answer.headers) : []
    expect(headers.filter((name) => name.startsWith("x-"))).toEqual(["x-d"])
  })
})
