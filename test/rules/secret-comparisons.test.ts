import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { sameCredential } from "../../src/providers/credentials.ts"
import { sameBytes } from "../../src/seal.ts"
import { codeOf, filesBelow, textOf } from "./sources.ts"

/** Names of what nobody may find out by how long a comparison takes. */
const SECRET = /(secret|token|password|signature|hmac|mac|digest|credential|apikey|bearer)s?$/i
/** What is compared with is no secret of anybody: nothing, an emptiness, a kind of text. */
const HARMLESS = /^(undefined|null|true|false|""|''|``|-?\d[\d_]*|"[^"]*"|'[^']*')$/

/** Comparisons that are none of a secret with what a stranger presents, each with why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "src/providers/pivot/access-token.ts: held?.token === token":
    "both are ours: which of our own calls' tokens the provider has just refused",
  "src/pipeline/endpoints/rotate-endpoint-secret.ts: each.secret !== secret":
    "both are the merchant's: the new secret is not kept twice; the caller is told nothing",
  "src/providers/credential-headers.ts: secret.trim() === secret":
    "with itself: whether it begins or ends with a space",
}

const OPERAND = String.raw`[\w$.?\[\]"'!-]+(?:\([^()]*\))?`
const COMPARISON = new RegExp(String.raw`(${OPERAND})\s*(===|!==|==|!=)\s*(${OPERAND})`, "g")

interface Comparison {
  readonly at: string
  readonly left: string
  readonly right: string
}

function comparisonsOf(file: string, code: string): readonly Comparison[] {
  return [...code.matchAll(COMPARISON)].map(([whole, left = "", , right = ""]) => ({
    at: `${file}: ${whole.replace(/\s+/g, " ")}`,
    left,
    right,
  }))
}

const isOfSecret = ({ left, right }: Comparison) =>
  [left, right].some((side) => SECRET.test(side)) &&
  ![left, right].some((side) => HARMLESS.test(side))

const files = filesBelow("src", ".ts")
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => [file, codeOf(file)] as const)
const suspicious = files.flatMap(([file, text]) => comparisonsOf(file, text)).filter(isOfSecret)

describe("a secret is compared in constant time, or found by its keyed hash", () => {
  test("no === stands between a secret and what somebody presents", () => {
    expect(suspicious.map(({ at }) => at).filter((at) => !Object.hasOwn(ALLOWED, at))).toEqual([])
  })

  test("and each one that is let through is still there", () => {
    const there = new Set(suspicious.map(({ at }) => at))
    expect(Object.keys(ALLOWED).filter((at) => !there.has(at))).toEqual([])
  })

  test.each([
    ["presented === secret", true],
    ["this.#token !== given", true],
    ["request.headers.signature == expected", true],
    ["known.apiKey === key", true],
    ["secret === undefined", false],
    ["token !== null", false],
    ['secret !== ""', false],
    ["secret.length === 3", false],
  ])("a comparison like `%s` is found: %s", (code, isFound) => {
    expect(comparisonsOf("x.ts", code).some(isOfSecret)).toBe(isFound)
  })

  test("every verify.ts compares by sameCredential or timingSafeEqual, in the files it stands on", () => {
    const verifying = files.filter(([file]) => /providers\/[^/]+\/verify\.ts$/.test(file))
    expect(verifying.length).toBeGreaterThanOrEqual(3)
    for (const [, text] of verifying) {
      expect(text).toMatch(/verifyHeaderSecret|verifyBasic|signatureMatches/)
    }
    expect(textOf("src/providers/credentials.ts")).toMatch(/timingSafeEqual\(digest\(presented\)/)
    expect(textOf("src/providers/adyen/signature.ts")).toMatch(/return timingSafeEqual\(/)
  })

  test("API keys and the sandbox's credentials are found by their keyed hash", () => {
    expect(textOf("src/http/auth.ts")).toMatch(/hub\.keyring\.hash\(key\)/)
    expect(textOf("src/merchants/find-api-key.ts")).toMatch(/key_hash = \$1/)
    expect(textOf("src/sandbox/credential-hash.ts")).toMatch(/keyring\.hash\(/)
    expect(textOf("src/sandbox/find-account-by-credential.ts")).toMatch(/hash = \$/)
  })
})

describe("comparing in constant time", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("", "\u0000", "a", "A", "é", "e\u0301", "\ud83d", "\ufffd", "a".repeat(5_000)),
  )

  test("says the same as ===, whatever the lengths and the characters", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [x, y] = [Buffer.from(a, "utf8"), Buffer.from(b, "utf8")]
        expect(sameCredential(a, b)).toBe(x.equals(y))
        expect(sameCredential(a, a)).toBe(true)
        expect(sameBytes(x, y)).toBe(x.equals(y))
        expect(sameBytes(x, Buffer.from(x))).toBe(true)
      }),
    )
  })

  test("tells one changed bit anywhere", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (bytes, at) => {
        const other = Uint8Array.from(bytes)
        const place = at % bytes.length
        other[place] = (other[place] ?? 0) ^ (1 << (at % 8))
        expect(sameBytes(bytes, other)).toBe(false)
      }),
    )
  })
})
