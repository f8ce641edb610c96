import { describe, expect, test } from "vitest"

import { importedBytesMax, readImportLine } from "./import-line.ts"
import { elementTexts, memberTexts } from "../json-text.ts"

const read = (line: string) => readImportLine(Buffer.from(line))
const bodyOf = (line: string) => {
  const { webhook } = read(line) as Extract<ReturnType<typeof read>, { outcome: "webhook" }>
  return webhook.body.toString("utf8")
}

describe("a line", () => {
  test("that is no wrapping is a body, byte by byte", () => {
    for (const line of [
      '{ "event" : "payout.succeeded", "data": {"amount": 1.10} }',
      '{"body":{},"event":"x"}',
      "<soap:Envelope/>",
      "eventCode=PAYOUT_THIRDPARTY&body=1",
      '{"body": broken',
      '["body"]',
    ]) {
      expect(bodyOf(line)).toBe(line)
    }
  })

  test("keeps a JSON body as it is written: numbers, spaces and escapes", () => {
    const body =
      '{ "amount": 10000.10, "id": 12345678901234567890, "a\\"}": ["\\u00e9,", {"b":[]}] }'
    expect(bodyOf(`{"headers":{},"body":${body},"received_at":null}`)).toBe(body)
    expect(bodyOf(`{ "body" : ${body} }`)).toBe(body)
  })

  test("keeps a text and Base64 as the bytes that they mean", () => {
    expect(bodyOf('{"body":"<é>\\n"}')).toBe("<é>\n")
    expect(readImportLine(Buffer.from('{"body_base64":"/w=="}'))).toMatchObject({
      webhook: { body: Buffer.from([255]) },
    })
  })

  test("tells its headers by lower-case names, and its time in UTC", () => {
    const line =
      '{"received_at":"2026-11-21T10:00:00+02:00","headers":{"X-A":"1","x-a":["2","3"]},"body":""}'
    expect(read(line)).toEqual({
      outcome: "webhook",
      webhook: {
        headers: { "x-a": ["1", "2", "3"] },
        body: Buffer.alloc(0),
        receivedAt: "2026-11-21T08:00:00.000Z",
      },
    })
  })

  test("that holds no webhook says why", () => {
    const why: readonly (readonly [string, RegExp])[] = [
      ['{"body":"a","body_base64":""}', /both/],
      ['{"body_base64":"a"}', /Base64/],
      ['{"body":null}', /neither text nor JSON/],
      ['{"body":"","headers":[]}', /no object/],
      ['{"body":"","headers":{"a b":"1"}}', /name/],
      ['{"body":"","headers":{"a":"\\u0000"}}', /value/],
      ['{"body":"","headers":{"a":1}}', /value/],
      ['{"body":"","received_at":"2026-11-21"}', /no time/],
      ['{"body":"","received_at":"1969-12-31T23:59:59Z"}', /no time/],
      [`{"body":"${"x".repeat(importedBytesMax + 1)}"}`, /larger/],
    ]
    for (const [line, told] of why) {
      expect(read(line)).toEqual({ outcome: "fault", why: expect.stringMatching(told) })
    }
  })
})

test("the parts of JSON texts are found whatever stands in them", () => {
  const values = ['{"a":[1,{"b":"]},"}]}', '"\\\\"', "null", "-1.50e+3", "[[],[[]]]", '""']
  expect(elementTexts(` [ ${values.join(" ,\n")} ] `)).toEqual(values)
  expect(elementTexts("[]")).toEqual([])
  const members = values.map((value, index) => [`n"${index},:{`, value] as const)
  const text = `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(",")}}`
  expect([...memberTexts(text)]).toEqual(members)
})
