import fc from "fast-check"
import { expect, test } from "vitest"
import {
  ID_PREFIXES,
  idText,
  idUuid,
  newUuid,
  newUuidAfter,
  newUuidAt,
  type IdKind,
} from "./ids.ts"

const KINDS = Object.keys(ID_PREFIXES) as readonly IdKind[]
const UUID_MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff"
const anyUuid = fc
  .bigInt({ min: 0n, max: 2n ** 128n - 1n })
  .map((value) => value.toString(16).padStart(32, "0"))
  .map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))

test("an id's text gives its UUID back, for every kind", () => {
  fc.assert(
    fc.property(anyUuid, fc.constantFrom(...KINDS), (uuid, kind) => {
      const text = idText(kind, uuid)
      expect(text).toMatch(/^[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}$/)
      expect(idUuid(kind, text)).toBe(uuid)
    }),
  )
})

test("texts sort as their UUIDs do", () => {
  fc.assert(
    fc.property(anyUuid, anyUuid, (a, b) => {
      expect(idText("payout", a) < idText("payout", b)).toBe(a < b)
    }),
  )
})

test("the encoding is TypeID's", () => {
  expect(idText("payout", "01890a5d-ac96-774b-bcce-b302099a8057")).toBe(
    "po_01h455vb4pex5vsknk084sn02q",
  )
})

test("an id of another kind is refused, for every two kinds", () => {
  const uuid = newUuid()
  for (const kind of KINDS) {
    const understood = KINDS.filter((other) => idUuid(other, idText(kind, uuid)) === uuid)
    expect(understood).toEqual([kind])
  }
})

test("a text of more than 128 bits is refused, and the greatest UUID is not", () => {
  expect(idUuid("payout", `po_7${"z".repeat(25)}`)).toBe(UUID_MAX)
  expect(idUuid("payout", `po_8${"0".repeat(25)}`)).toBeUndefined()
  expect(idUuid("payout", `po_${"z".repeat(26)}`)).toBeUndefined()
})

test.each([
  ["", "empty"],
  ["po_", "a prefix alone"],
  [`po_${"0".repeat(25)}`, "one character short"],
  [`po_${"0".repeat(27)}`, "one character long"],
  [`po_${"0".repeat(25)}u`, "a letter outside the alphabet"],
  [`po_${"0".repeat(25)}A`, "a capital"],
  [`po-${"0".repeat(26)}`, "another separator"],
  [`PO_${"0".repeat(26)}`, "a capital prefix"],
  [` po_${"0".repeat(26)}`, "a space"],
  ["01890a5d-ac96-774b-bcce-b302099a8057", "a bare UUID"],
])("%j is no id: %s", (text) => {
  expect(idUuid("payout", text)).toBeUndefined()
})

test("ids of one millisecond ascend, also beyond what its counter holds", () => {
  const nowMs = Date.UTC(2100, 0, 1)
  const ids = Array.from({ length: 10_000 }, () => newUuid(nowMs))
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

test("ids ascend while the clock goes back", () => {
  const nowMs = Date.UTC(2101, 0, 1)
  const ids = [nowMs, nowMs - 1, nowMs - 60_000, nowMs, nowMs + 1].map((ms) => newUuid(ms))
  expect(ids).toEqual(ids.toSorted())
})

test("an id is a UUIDv7 that tells its millisecond", () => {
  const nowMs = Date.UTC(2102, 0, 1)
  const uuid = newUuid(nowMs)
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16)).toBe(nowMs)
})

test("an id after another is greater, also where that one's clock was ahead", () => {
  expect(newUuidAfter(undefined)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  let last = newUuid().replace(/^./, "1")
  for (let count = 0; count < 5; count += 1) {
    const next = newUuidAfter(last)
    expect(next > last).toBe(true)
    expect(next).toHaveLength(36)
    last = next
  }
  expect(newUuidAfter("01890a5d-ac96-774b-bcce-b302099a8057") > newUuid().slice(0, 8)).toBe(true)
})

test("an id of another moment is a UUIDv7 of that moment, and no two are the same", () => {
  const ms = Date.parse("2025-01-02T03:04:05.678Z")
  const made = Array.from({ length: 1_000 }, () => newUuidAt(ms))
  for (const id of made) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(ms)
  }
  expect(new Set(made).size).toBe(made.length)
})
