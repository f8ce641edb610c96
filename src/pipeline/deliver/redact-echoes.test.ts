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
    const sent = { headers: ["webhook-signature", "v1,abcd1234= v1,efgh5678="], body: SENT.body }
    expect(shown("abcd1234=", sent)).toBe("[redacted]")
    expect(shown("v1,abcd1234= v1,efgh5678=", sent)).toBe("[redacted]")
  })

  test("no body that was sent, nor as a text in JSON", () => {
    expect(shown(`echo: ${SENT.body.toString()}!`)).toBe("echo: [the request's body]!")
    expect(shown(JSON.stringify({ data: SENT.body.toString() }))).toBe(
      '{"data":"[the request\'s body]"}',
    )
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
