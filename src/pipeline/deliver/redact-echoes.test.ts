import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { RESPONSE_BODY_BYTES_MAX, type AttemptResult } from "../../delivery/send-attempt.ts"
import { redactEchoes } from "./redact-echoes.ts"

function answerOf(answer: Partial<AttemptResult>): AttemptResult {
  return {
    outcome: "failure",
    responseStatus: 500,
    responseHeaders: null,
    responseBody: null,
    cause: "status",
    error: null,
    durationMs: 1,
    retryAfterMs: null,
    ...answer,
  }
}

const SENT = {
  headers: ["content-type", "application/json", "X-API-Key", "handler-key/1+2"],
  body: Buffer.from('{"accountNumber":"1234567890"}'),
}

const SIGNATURES = ["a", "b"].map((each) => `v1,${Buffer.alloc(32, each).toString("base64")}`)

function shown(body: string | Buffer, sent: Parameters<typeof redactEchoes>[1] = SENT): string {
  const result = redactEchoes(answerOf({ responseBody: Buffer.from(body as string) }), sent)
  return result.responseBody?.toString("utf8") ?? ""
}

describe("of an answer is stored", () => {
  test.each([
    ["as it is", "you sent handler-key/1+2, no?", "you sent [redacted], no?"],
    ["URL-encoded", "key=handler-key%2F1%2B2", "key=[redacted]"],
    ["in base64", `(${Buffer.from("handler-key/1+2").toString("base64")})`, "([redacted])"],
    ["twice", "handler-key/1+2handler-key/1+2", "[redacted][redacted]"],
  ])("no credential that was sent, %s", (_how, body, expected) => {
    expect(shown(body)).toBe(expected)
  })

  test("no password of HTTP Basic, in whatever part", () => {
    const pair = Buffer.from('us"er:pass word').toString("base64")
    const sent = { headers: ["authorization", `Basic ${pair}`], body: Buffer.alloc(0) }
    const echoes = [`Basic ${pair}`, pair, 'us"er:pass word', "pass word", 'us\\"er:pass word']
    for (const echo of echoes) expect(shown(`<${echo}>`, sent)).toBe("<[redacted]>")
    expect(shown("Basic authentication is wanted", sent)).toBe("Basic authentication is wanted")
  })

  test("no signature, since it can be sent again", () => {
    const sent = { headers: ["webhook-signature", SIGNATURES.join(" ")], body: SENT.body }
    const [first = ""] = SIGNATURES
    expect(shown(first.slice("v1,".length), sent)).toBe("[redacted]")
    expect(shown(SIGNATURES.join(" "), sent)).toBe("[redacted]")
  })

  test("no body that was sent, nor as a text in JSON", () => {
    expect(shown(`echo: ${SENT.body.toString()}!`)).toBe("echo: [the request's body]!")
    expect(shown(JSON.stringify({ data: SENT.body.toString() }))).toBe(
      '{"data":"[the request\'s body]"}',
    )
  })

  test("no part of a body, however often it was put into quotes", () => {
    const sent = {
      headers: [],
      body: Buffer.from(
        JSON.stringify({
          id: "po_1",
          destination: {
            bank: "ID_BCA",
            account_number: "1234567890",
            holder: "Ada King Lovelace",
          },
        }),
      ),
    }
    const tree = JSON.parse(sent.body.toString()) as { destination: object }
    const twice = JSON.stringify(JSON.stringify(JSON.stringify({ echo: sent.body.toString() })))
    for (const echo of [twice, JSON.stringify({ got: tree.destination }, null, 2)]) {
      expect(shown(echo, sent)).toBe("[the request's body]")
      const result = redactEchoes(answerOf({ responseHeaders: { "x-echo": echo } }), sent)
      expect(result.responseHeaders).toEqual({ "x-echo": "[the request's body]" })
    }
    expect(shown('{"received":true,"id":"po_1","account":"unknown"}', sent)).toContain("po_1")
  })

  test("no beginning of a credential where the answer is cut off", () => {
    const cut = `${"x".repeat(RESPONSE_BODY_BYTES_MAX - 9)}handler-k`
    expect(shown(cut)).toMatch(/^x+\[redacted\]$/)
  })

  test("no credential in its headers and in the words of its failure", () => {
    const echo = "handler-key/1+2"
    const result = redactEchoes(
      answerOf({ responseHeaders: { "x-echo": `a ${echo}` }, error: `refused ${echo}` }),
      SENT,
    )
    expect(result).toMatchObject({
      responseHeaders: { "x-echo": "a [redacted]" },
      error: "refused [redacted]",
    })
  })

  test("everything else, byte for byte", () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28, 0x80])
    const answer = answerOf({ responseBody: bytes })
    expect(redactEchoes(answer, SENT)).toEqual(answer)
    const mixed = Buffer.concat([bytes, Buffer.from("handler-key/1+2"), bytes])
    const { responseBody } = redactEchoes(answerOf({ responseBody: mixed }), SENT)
    expect(responseBody).toEqual(Buffer.concat([bytes, Buffer.from("[redacted]"), bytes]))
  })
})

test("whatever credential and answer, the one does not stand in the other", () => {
  const credential = fc.string({ minLength: 8, maxLength: 80, unit: "grapheme-ascii" })
  fc.assert(
    fc.property(credential, fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!"[redacted]".includes(secret) && !before.includes("[") && secret.trim() === secret)
      const sent = { headers: ["x-callback-token", secret], body: Buffer.alloc(0) }
      expect(shown(before + secret + after, sent)).not.toContain(secret)
    }),
  )
})
