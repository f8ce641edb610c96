import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { divideRoom, type RoomWish } from "./divide-room.ts"

function wish(key: string, wanted: number, group = "merchant"): RoomWish<string> {
  return { key, group, wanted }
}

const wishes = fc.array(
  fc.record({
    group: fc.constantFrom("a", "b", "c", "d"),
    wanted: fc.integer({ min: 0, max: 500 }),
  }),
  { maxLength: 60 },
)
const room = fc.integer({ min: 0, max: 2_000 })

describe("divideRoom", () => {
  test("gives everybody what it wants where there is enough", () => {
    expect(divideRoom([wish("a", 5), wish("b", 0), wish("c", 2)], 100)).toEqual([
      { key: "a", room: 5 },
      { key: "c", room: 2 },
    ])
  })

  test("leaves a small wish whole beside a long queue", () => {
    expect(divideRoom([wish("long", 1_000), wish("small", 3)], 10)).toEqual([
      { key: "long", room: 7 },
      { key: "small", room: 3 },
    ])
  })

  test("gives a merchant with many endpoints no more than one with a single endpoint", () => {
    const many = Array.from({ length: 40 }, (_, index) => wish(`many-${index}`, 100, "many"))
    const given = divideRoom([...many, wish("single", 100, "single")], 120)
    expect(given.find(({ key }) => key === "single")?.room).toBe(60)
    expect(given.filter(({ key }) => key.startsWith("many-"))).toHaveLength(40)
  })

  test("gives the first ones something where there is too little for all", () => {
    const given = divideRoom([wish("a", 9), wish("b", 1), wish("c", 9), wish("d", 1)], 2)
    expect(given).toEqual([
      { key: "a", room: 1 },
      { key: "b", room: 1 },
    ])
  })

  test("never gives more than there is or than is wanted, and gives all it can", () => {
    fc.assert(
      fc.property(wishes, room, (wanted, available) => {
        const keyed = wanted.map((each, key) => ({ ...each, key }))
        const given = divideRoom(keyed, available)
        const sum = given.reduce((total, each) => total + each.room, 0)
        const all = wanted.reduce((total, each) => total + each.wanted, 0)
        expect(sum).toBe(Math.min(available, all))
        for (const each of given) {
          expect(each.room).toBeGreaterThan(0)
          expect(each.room).toBeLessThanOrEqual(wanted[each.key]?.wanted ?? 0)
        }
      }),
    )
  })

  test("gives nobody two more than another of its group that wants more, nor a group", () => {
    fc.assert(
      fc.property(wishes, room, (wanted, available) => {
        const keyed = wanted.map((each, key) => ({ ...each, key }))
        const given = new Map(divideRoom(keyed, available).map((each) => [each.key, each.room]))
        const parts = keyed.map((each) => ({ ...each, room: given.get(each.key) ?? 0 }))
        const groups = [...Map.groupBy(parts, ({ group }) => group).values()]
        for (const group of groups) expectEven(group)
        expectEven(
          groups.map((group) => ({
            wanted: group.reduce((sum, each) => sum + each.wanted, 0),
            room: group.reduce((sum, each) => sum + each.room, 0),
          })),
        )
      }),
    )
  })
})

function expectEven(parts: readonly { readonly wanted: number; readonly room: number }[]): void {
  const most = Math.max(0, ...parts.map((part) => part.room))
  for (const part of parts) {
    if (part.room < part.wanted) expect(part.room).toBeGreaterThanOrEqual(most - 1)
  }
}
