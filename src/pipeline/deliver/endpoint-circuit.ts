/** An endpoint that failed this often in a row is only probed. */
const FAILURES_TO_OPEN = 10
const PROBE_GAP_MS_MIN = 1_000
const PROBE_GAP_MS_MAX = 60_000

/**
 * Closed: the endpoint is sent to. Open: one attempt at a time, the gaps between them growing, so
 * that its deliveries wait without spending their tries. Times are of one monotonic clock.
 */
export type EndpointCircuit =
  | { readonly state: "closed"; readonly failures: number }
  | { readonly state: "open"; readonly gapMs: number; readonly probeAtMs: number }

export const closedCircuit: EndpointCircuit = { state: "closed", failures: 0 }

/** Of an endpoint known to be failing: it begins with a probe. */
export function openCircuit(nowMs: number): EndpointCircuit {
  return { state: "open", gapMs: PROBE_GAP_MS_MIN, probeAtMs: nowMs }
}

/** One success closes it; a probe that fails doubles the gap to the next one. */
export function circuitAfter(
  circuit: EndpointCircuit,
  attempt: {
    readonly worked: boolean
    readonly startedAtMs: number
    readonly endedAtMs: number
  },
): EndpointCircuit {
  if (attempt.worked) return closedCircuit
  if (circuit.state === "closed") {
    const failures = circuit.failures + 1
    return failures < FAILURES_TO_OPEN
      ? { state: "closed", failures }
      : waiting(PROBE_GAP_MS_MIN, attempt.endedAtMs)
  }
  // What was under way when it opened was no probe.
  if (attempt.startedAtMs < circuit.probeAtMs) return circuit
  return waiting(Math.min(circuit.gapMs * 2, PROBE_GAP_MS_MAX), attempt.endedAtMs)
}

/** The sandbox's clock was moved: as much of the gap has passed. */
export function circuitMoved(circuit: EndpointCircuit, byMs: number): EndpointCircuit {
  return circuit.state === "closed" ? circuit : { ...circuit, probeAtMs: circuit.probeAtMs - byMs }
}

function waiting(gapMs: number, fromMs: number): EndpointCircuit {
  return { state: "open", gapMs, probeAtMs: fromMs + gapMs }
}
