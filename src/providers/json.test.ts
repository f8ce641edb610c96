import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { measureCpu } from "../../test/support/measure-cpu.ts"
import { countOf, field, identifierOf, numberTextOf, shownText, textOf } from "./json-fields.ts"
import { plainOf } from "./json-plain.ts"
import { DEPTH_MAX, JsonNumber, readJson } from "./json.ts"
import type { Json } from "./json.ts"

const JSON_CHARACTERS = '{}[]",:\\tfn0.1e- '.split("")
const MEBIBYTE = 1 << 20

function read(text: string) {
  return readJson(Buffer.from(text))
}

function valueOf(text: string): Json {
  const reading = read(text)
  if (!reading.ok) throw new Error(reading.hint)
  return reading.value
}

describe("readJson", () => {
  test("understands what JSON.parse understands, whatever the values", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed: unknown = JSON.parse(text)
        expect(JSON.parse(JSON.stringify(valueOf(text)))).toEqual(parsed)
      }),
    )
  })

  test("refuses what JSON.parse refuses", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...JSON_CHARACTERS) })),
        (text) => {
          let native = true
          try {
            JSON.parse(text)
          } catch {
            native = false
          }
          const reading = read(text)
          const twice = !reading.ok && reading.hint.includes("comes twice")
          expect(reading.ok || twice).toBe(native)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test("keeps numbers exact and writes them back as they came", () => {
    const text = '{"a":9007199254740993,"b":1.10,"c":-0,"d":1e400,"e":0.1000000000000000055}'
    expect(JSON.stringify(valueOf(text))).toBe(text)
  })

  test("refuses a key that comes twice and names it", () => {
    expect(read('{"data":{"amount":1,"amount":2}}')).toEqual({
      ok: false,
      reason: "body_malformed",
      hint: 'The key "amount" comes twice in one object.',
    })
    expect(read('{"a":1,"\\u0061":2}').ok).toBe(false)
  })

  test("takes __proto__ and constructor for ordinary keys", () => {
    const value = valueOf('{"__proto__":{"status":"SUCCESS"},"constructor":1}')
    expect(field(value, "status")).toBeUndefined()
    expect(field(field(value, "__proto__"), "status")).toBe("SUCCESS")
    expect(field(value, "toString")).toBeUndefined()
    expect(({} as Record<string, unknown>)["status"]).toBeUndefined()
  })

  test("tolerates a byte order mark and nothing else before the value", () => {
    expect(readJson(Buffer.from("\ufeff{}")).ok).toBe(true)
    expect(readJson(Buffer.from("\ufeff\ufeff{}")).ok).toBe(false)
  })

  test.each([
    ["no bytes", "", "body_empty"],
    ["only spaces", " \r\n\t", "body_empty"],
    ["a truncated object", '{"a":', "body_malformed"],
    ["two values", "{} {}", "body_malformed"],
    ["a leading zero", "[01]", "body_malformed"],
    ["a raw control character", '["\u0001"]', "body_malformed"],
    ["a bad escape", '["\\x41"]', "body_malformed"],
    ["a trailing comma", "[1,]", "body_malformed"],
    ["one level too many", "[".repeat(DEPTH_MAX + 1) + "]".repeat(DEPTH_MAX + 1), "body_too_deep"],
  ])("answers %s with a code", (_name, text, reason) => {
    expect(read(text)).toMatchObject({ ok: false, reason })
  })

  test("refuses invalid UTF-8", () => {
    expect(readJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toMatchObject({
      ok: false,
      reason: "body_malformed",
    })
  })

  test("reads the deepest allowed nesting", () => {
    expect(read("[".repeat(DEPTH_MAX) + "]".repeat(DEPTH_MAX)).ok).toBe(true)
  })

  test.each([
    ["open brackets", "[".repeat(MEBIBYTE)],
    ["nested objects", '{"a":'.repeat(MEBIBYTE / 5)],
    ["digits", "1".repeat(MEBIBYTE)],
    ["minus signs", "-".repeat(MEBIBYTE)],
    ["escapes", `"${"\\u0041".repeat(MEBIBYTE / 6)}"`],
    ["backslashes", `"${"\\".repeat(MEBIBYTE)}`],
    ["spaces", " ".repeat(MEBIBYTE)],
    ["empty arrays", `[${"[],".repeat(MEBIBYTE / 3)}1]`],
    ["keys", `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(",")}}`],
    ["number keys", `{${Array.from({ length: 100_000 }, (_, i) => `"${i * 7919}":1`).join(",")}}`],
  ])("reads or refuses 1 MiB of %s in linear time", (_name, text) => {
    expect(measureCpu(() => read(text)).cpuMs).toBeLessThan(1500)
  })
})

describe("fields", () => {
  test("an identifier with NUL, half a character or nothing in it is none", () => {
    for (const text of ['""', '"a\\u0000b"', '"\\ud800"', '"a\\nb"', `"${"x".repeat(256)}"`, "1"]) {
      expect(identifierOf(valueOf(text))).toBeUndefined()
    }
    expect(identifierOf("TestReforza 001")).toBe("TestReforza 001")
  })

  test("free text becomes storable", () => {
    expect(textOf(valueOf('"a\\u0000b\\ud800"'))).toBe("a\ufffdb\ufffd")
  })

  test("a number may come as number or as text", () => {
    expect(numberTextOf(valueOf("9007199254740993"))).toBe("9007199254740993")
    expect(numberTextOf("10000.00")).toBe("10000.00")
    expect(numberTextOf("1,000")).toBeUndefined()
    expect(numberTextOf(" 1")).toBeUndefined()
    expect(countOf(valueOf("9007199254740993"))).toBeUndefined()
    expect(countOf(valueOf("-1"))).toBeUndefined()
    expect(countOf("12")).toBe(12)
  })

  test("plain values keep what a float cannot hold as text", () => {
    const value = valueOf('{"a":9007199254740993,"b":1.10,"c":1e3,"d":[null,true],"__proto__":"x"}')
    const plain = plainOf(value) as Record<string, unknown>
    expect(JSON.stringify(plain)).toBe(
      '{"a":"9007199254740993","b":1.1,"c":1000,"d":[null,true],"__proto__":"x"}',
    )
    expect(plainOf(new JsonNumber("1e400"))).toBe("1e400")
  })

  test("a stranger's word is shown short and harmless", () => {
    expect(shownText(`a\u0000\u001b[31m${"x".repeat(500)}`)).toHaveLength(120)
    expect(shownText("a\u0000b")).toBe("a\ufffdb")
  })
})
