import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { createFairRoom } from "./fair-room.ts"

describe("a room that several share", () => {
  test("gives one who is alone three quarters of it, and takes them back", () => {
    const room = createFairRoom(100)
    const leaves = Array.from({ length: 100 }, () => room.enter("flood", 1))
    expect(leaves.filter((leave) => leave !== undefined)).toHaveLength(75)
    for (const leave of leaves) leave?.()
    expect(room.enter("other", 75)).toBeDefined()
  })

  test("has a place for who comes after ten floods", () => {
    const room = createFairRoom(4_096)
    for (let round = 0; round < 4_096; round += 1) {
      for (let flood = 0; flood < 10; flood += 1) room.enter(`flood ${flood}`, 1)
    }
    expect(room.enter("quiet", 1)).toBeDefined()
  })

  test("never holds more than there is, and is empty when all have left", () => {
    const step = fc.record({ name: fc.nat(4), size: fc.integer({ min: 1, max: 40 }) })
    fc.assert(
      fc.property(fc.array(fc.option(step), { maxLength: 200 }), (steps) => {
        const room = createFairRoom(100)
        const inside: { size: number; leave: () => void }[] = []
        for (const each of steps) {
          if (each === null) inside.shift()?.leave()
          else {
            const leave = room.enter(String(each.name), each.size)
            if (leave !== undefined) inside.push({ size: each.size, leave })
          }
          expect(inside.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(100)
        }
        for (const { leave } of inside) leave()
        expect(room.enter("anybody", 75)).toBeDefined()
      }),
    )
  })
})
