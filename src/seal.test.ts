import { randomBytes } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { deriveKey, keyedHash, open, sameBytes, seal, type DataKey } from "./seal.ts"

const dataKey: DataKey = { id: 7, key: randomBytes(32) }
const refused = expect.objectContaining({ code: "sealed_invalid" })

test("what is sealed opens to the same bytes, of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (plain) => {
      const sealed = seal(dataKey, plain)
      expect(open([dataKey], sealed)).toEqual(Buffer.from(plain))
      expect(open([dataKey], new Uint8Array(sealed))).toEqual(Buffer.from(plain))
    }),
    { numRuns: 50 },
  )
})

test("the same bytes are never sealed to the same bytes twice", () => {
  const plain = Buffer.from("a secret")
  expect(seal(dataKey, plain).equals(seal(dataKey, plain))).toBe(false)
  expect(seal(dataKey, plain).includes(plain)).toBe(false)
})

test("another key of the same id does not open it", () => {
  const sealed = seal(dataKey, Buffer.from("a secret"))
  expect(() => open([{ id: 7, key: randomBytes(32) }], sealed)).toThrow(refused)
})

test("any flipped byte is refused: version, key id, nonce, tag and text", () => {
  const sealed = seal(dataKey, Buffer.from("a secret"))
  const keys = [dataKey, { id: 6, key: randomBytes(32) }]
  for (let at = 0; at < sealed.length; at += 1) {
    const flipped = Buffer.from(sealed)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    expect(() => open(keys, flipped), `byte ${at}`).toThrow(refused)
  }
})

test("a shortened or lengthened value is refused, down to nothing", () => {
  const sealed = seal(dataKey, Buffer.from("a secret"))
  for (let length = 0; length < sealed.length; length += 1) {
    expect(() => open([dataKey], sealed.subarray(0, length)), `${length} bytes`).toThrow(refused)
  }
  expect(() => open([dataKey], Buffer.concat([sealed, Buffer.of(0)]))).toThrow(refused)
})

test("after a rotation the old values still open, and each key's id says which", () => {
  const next: DataKey = { id: 8, key: randomBytes(32) }
  const old = seal(dataKey, Buffer.from("old"))
  const fresh = seal(next, Buffer.from("fresh"))
  for (const keys of [
    [dataKey, next],
    [next, dataKey],
  ]) {
    expect([open(keys, old).toString(), open(keys, fresh).toString()]).toEqual(["old", "fresh"])
  }
  expect(() => open([next], old)).toThrow("No key 7")
})

test("each purpose and each secret key derives its own key, always the same", () => {
  const secret = "a secret of the installation"
  const keys = [
    deriveKey(secret, "seal"),
    deriveKey(secret, "hash"),
    deriveKey(`${secret}.`, "seal"),
  ].map((key) => key.toString("hex"))
  expect(new Set(keys).size).toBe(3)
  expect(keys[0]).toHaveLength(64)
  expect(deriveKey(secret, "seal").toString("hex")).toBe(keys[0])
})

test("a keyed hash depends on its key and its text", () => {
  const [a, b] = [deriveKey("a".repeat(16), "hash"), deriveKey("b".repeat(16), "hash")]
  expect(sameBytes(keyedHash(a, "text"), keyedHash(a, "text"))).toBe(true)
  expect(sameBytes(keyedHash(a, "text"), keyedHash(b, "text"))).toBe(false)
  expect(sameBytes(keyedHash(a, "text"), keyedHash(a, "Text"))).toBe(false)
})

test("bytes of different lengths are not the same, and comparing them does not throw", () => {
  expect(sameBytes(Buffer.from("ab"), Buffer.from("abc"))).toBe(false)
  expect(sameBytes(Buffer.alloc(0), Buffer.alloc(0))).toBe(true)
})
