import { expect, test } from "vitest"

import { hangsAfterMs, LoopPulses } from "./loop-pulses.ts"

test("a loop that does not come round for a minute hangs, until it does again", () => {
  let nowMs = 0
  const pulses = new LoopPulses(() => nowMs)
  const beat = pulses.begin("settle")
  pulses.begin("poll")
  nowMs = hangsAfterMs
  expect(pulses.states()).toEqual({ settle: "running", poll: "running" })
  beat()
  nowMs += 1
  expect(pulses.states()).toEqual({ settle: "running", poll: "hanging" })
  nowMs += hangsAfterMs
  expect(pulses.states()).toEqual({ settle: "hanging", poll: "hanging" })
  beat()
  expect(pulses.states()).toEqual({ settle: "running", poll: "hanging" })
})

test("one lane that hangs makes its loop hang, whatever the others do", () => {
  let nowMs = 0
  const pulses = new LoopPulses(() => nowMs)
  const first = pulses.begin("settle")
  const second = pulses.begin("settle")
  nowMs = hangsAfterMs + 1
  first()
  expect(pulses.states()).toEqual({ settle: "hanging" })
  second()
  expect(pulses.states()).toEqual({ settle: "running" })
})
