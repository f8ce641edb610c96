import { expect, test } from "vitest"

import { planRestart } from "./restart-pause.ts"

test("a worker that dies is started again at once, one that dies again and again later and later", () => {
  const pauses: number[] = []
  let failures = 0
  for (let count = 0; count < 9; count += 1) {
    const plan = planRestart(failures, 500)
    failures = plan.failures
    pauses.push(plan.pauseMs)
  }
  expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

test("one that lived for a minute has nothing to do with those that died before", () => {
  expect(planRestart(7, 60_000)).toEqual({ failures: 1, pauseMs: 0 })
  expect(planRestart(7, 59_999)).toEqual({ failures: 8, pauseMs: 30_000 })
})
