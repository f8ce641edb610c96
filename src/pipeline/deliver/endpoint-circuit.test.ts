import fc from "fast-check"
import { describe, expect, test } from "vitest"

import {
  circuitAfter,
  closedCircuit,
  openCircuit,
  type EndpointCircuit,
} from "./endpoint-circuit.ts"

function failAt(circuit: EndpointCircuit, startedAtMs: number): EndpointCircuit {
  return circuitAfter(circuit, { worked: false, startedAtMs, endedAtMs: startedAtMs })
}

function failTimes(circuit: EndpointCircuit, times: number, atMs = 0): EndpointCircuit {
  return Array.from({ length: times }).reduce<EndpointCircuit>(
    (before) => failAt(before, atMs),
    circuit,
  )
}

describe("a circuit", () => {
  test("stays closed through nine failures in a row", () => {
    expect(failTimes(closedCircuit, 9).state).toBe("closed")
  })

  test("opens at the tenth; the first probe is a second later", () => {
    expect(failTimes(closedCircuit, 10, 5_000)).toEqual({
      state: "open",
      gapMs: 1_000,
      probeAtMs: 6_000,
    })
  })

  test("counts from the last success on", () => {
    const nine = failTimes(closedCircuit, 9)
    const worked = circuitAfter(nine, { worked: true, startedAtMs: 0, endedAtMs: 1 })
    expect(failTimes(worked, 9).state).toBe("closed")
  })

  test("waits twice as long after each probe that fails, up to a minute", () => {
    let circuit = failTimes(closedCircuit, 10)
    const gaps: number[] = []
    for (let probe = 0; probe < 9; probe += 1) {
      if (circuit.state !== "open") throw new Error("it is closed")
      gaps.push(circuit.gapMs)
      circuit = failAt(circuit, circuit.probeAtMs)
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000))
  })

  test("counts the gap from the probe's end: one that hangs delays the next", () => {
    const open = openCircuit(100)
    const after = circuitAfter(open, { worked: false, startedAtMs: 100, endedAtMs: 30_100 })
    expect(after).toEqual({ state: "open", gapMs: 2_000, probeAtMs: 32_100 })
  })

  test("is not moved by failures of attempts that were under way when it opened", () => {
    const open = failTimes(closedCircuit, 10, 5_000)
    const late = circuitAfter(open, { worked: false, startedAtMs: 4_000, endedAtMs: 34_000 })
    expect(late).toEqual(open)
  })

  test("of an endpoint known to be failing begins with a probe at once", () => {
    expect(openCircuit(7)).toMatchObject({ state: "open", probeAtMs: 7 })
  })

  test("is closed by one success, whenever that attempt began", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { maxLength: 40 }), fc.nat(100_000), (starts, at) => {
        const failed = starts.reduce(failAt, closedCircuit)
        const after = circuitAfter(failed, { worked: true, startedAtMs: at, endedAtMs: at + 1 })
        expect(after).toEqual(closedCircuit)
      }),
    )
  })
})
