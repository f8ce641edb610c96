import fc from "fast-check"
import { expect, test } from "vitest"

import { divideRoom } from "./divide-room.ts"

test("room that is enough gives everybody what it wants", () => {
  const wishes = [
    { key: "a", wanted: 5 },
    { key: "b", wanted: 0 },
    { key: "c", wanted: 2 },
  ]
  expect(divideRoom(wishes, 100)).toEqual([
    { key: "c", room: 2 },
    { key: "a", room: 5 },
  ])
})

test("a long queue leaves the small ones whole", () => {
  const wishes = [
    { key: "long", wanted: 1_000 },
    { key: "small", wanted: 3 },
  ]
  expect(divideRoom(wishes, 10)).toEqual([
    { key: "small", room: 3 },
    { key: "long", room: 7 },
  ])
})

test("never gives more than there is or than is wanted, and gives all it can", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 1_000 }),
      (wanted, room) => {
        const given = divideRoom(
          wanted.map((each, key) => ({ key, wanted: each })),
          room,
        )
        const sum = given.reduce((total, each) => total + each.room, 0)
        const all = wanted.reduce((total, each) => total + each, 0)
        expect(sum).toBe(Math.min(room, all))
        for (const each of given) {
          expect(each.room).toBeGreaterThan(0)
          expect(each.room).toBeLessThanOrEqual(wanted[each.key] ?? 0)
        }
      },
    ),
  )
})
