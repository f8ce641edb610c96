import { idText } from "../../../src/ids.ts"
import { wants } from "../sinks/endpoints.ts"
import type { CheckedEndpoint, Expectation } from "./expectation.ts"
import type { DeliveryRow, Outcome } from "./read-outcome.ts"
import { sourceOf } from "./told-subjects.ts"
import type { Violations } from "./violation.ts"

/**
 * Of one endpoint a hub has at most so many attempts that are under way or not recorded yet: what it
 * claims ahead while it is answered quickly (480), and its concurrency.
 */
const UNRECORDED_MAX = 512

/**
 * Every applied event has one delivery for each endpoint that wants it. A good endpoint has seen
 * it; of the others each delivery is delivered, exhausted or due, and its attempts are accounted for.
 */
export function checkDeliveries(
  expectation: Expectation,
  outcome: Outcome,
  violations: Violations,
): void {
  const sources = new Map(outcome.subjects.map((row) => [row.id, row.source_id]))
  const events = outcome.history.flatMap((entry) => {
    const source = sourceOf(expectation, sources.get(entry.subject_id) ?? "")
    if (entry.type === null || source === undefined) return []
    const { id, type, sequence, subject_id: subjectId } = entry
    return [{ id, type, sequence: sequence ?? 0, subjectId, source }]
  })
  const byEndpoint = Map.groupBy(outcome.deliveries, (row) => row.endpoint_id)
  for (const endpoint of expectation.endpoints) {
    const { plan, sink } = endpoint
    const wanted = events.filter((event) => wants(plan, event))
    const rows = byEndpoint.get(endpoint.id) ?? []
    byEndpoint.delete(endpoint.id)
    const deliveries = new Map<string, DeliveryRow>()
    for (const row of rows) {
      const twice = deliveries.has(row.event_id)
      if (twice) violations.add("one delivery each", `${plan.name}: ${row.event_id} has two`)
      deliveries.set(row.event_id, row)
      checkRow(endpoint, row, violations)
    }
    for (const event of wanted) {
      const row = deliveries.get(event.id)
      deliveries.delete(event.id)
      const name = `${plan.name}: ${event.type} ${event.id}`
      if (row === undefined) {
        violations.add("every event is delivered", `${name} has no delivery`)
        continue
      }
      checkSeen(endpoint, { row, event, name }, violations)
    }
    for (const row of deliveries.values()) {
      violations.add("no other delivery", `${plan.name}: ${row.event_id} was not wanted`)
    }
    const known = new Set(wanted.map(({ id }) => idText("event", id)))
    for (const id of sink.requests.keys()) {
      if (!known.has(id)) violations.add("no other delivery", `${plan.name}: ${id} is nothing`)
    }
    for (const complaint of sink.complaints) {
      violations.add("deliveries are whole and signed", `${plan.name}: ${complaint}`)
    }
    checkUnrecorded(endpoint, rows, { expectation, violations })
    if (plan.isOrdered) checkOrder(endpoint, wanted, violations)
  }
  for (const [id, rows] of byEndpoint) {
    violations.add("no other delivery", `${rows.length} are for endpoint ${id}`)
  }
}

function checkRow({ plan }: CheckedEndpoint, row: DeliveryRow, violations: Violations): void {
  const add = (check: string) => {
    violations.add(check, `${plan.name}: ${JSON.stringify(row)}`)
  }
  const { recorded, attempts, first, last, numbers } = row
  if (attempts !== recorded) add("attempts are counted")
  if (recorded > 0 && (first !== 1 || last !== recorded || numbers !== recorded)) {
    add("attempts are numbered without a gap")
  }
  if (row.is_claimed) add("nothing is claimed for ever")
  switch (row.state) {
    case "delivered":
      if (row.is_due || row.successes === 0) add("delivered once it was taken")
      break
    case "exhausted": {
      const tries = (plan.retryDelaysMs?.length ?? 9) + 1
      if (row.is_due || recorded < tries) add("exhausted after its whole schedule")
      break
    }
    case "queued":
    case "retrying":
      if (!row.is_due) add("neither delivered nor exhausted is due")
      if (plan.behaviour === "good") add("a good endpoint has everything")
      break
    default:
      add("delivered, exhausted or due")
  }
}

function checkSeen(
  { plan, sink }: CheckedEndpoint,
  of: {
    readonly row: DeliveryRow
    readonly event: { readonly id: string; readonly type: string; readonly sequence: number }
    readonly name: string
  },
  violations: Violations,
): void {
  const { row, event, name } = of
  const id = idText("event", event.id)
  const seen = sink.seen.get(id)
  if (plan.behaviour === "good" && seen === undefined) {
    violations.add("a good endpoint has everything", `${name} never came`)
  }
  if (seen !== undefined && (seen.type !== event.type || seen.sequence !== event.sequence)) {
    violations.add("it says what was applied", `${name} came as ${seen.type} ${seen.sequence}`)
  }
  // What answered was asked: no attempt with an answer is invented.
  const requests = sink.requests.get(id) ?? 0
  if (row.answered > requests) {
    const told = `${row.answered} attempts were answered and ${requests} requests came`
    violations.add("no attempt is invented", `${name}: ${told}`)
  }
}

/**
 * Requests that no attempt tells of are those of hubs that died before they could record them: at
 * most what one hub has claimed, for each time one died. Where the endpoint resets connections a
 * kept one that dies unanswered is sent on once more, in the same attempt.
 */
function checkUnrecorded(
  { plan, sink }: CheckedEndpoint,
  rows: readonly DeliveryRow[],
  {
    expectation,
    violations,
  }: { readonly expectation: Expectation; readonly violations: Violations },
): void {
  const perAttempt = plan.behaviour === "good" ? 1 : 2
  let unrecorded = 0
  for (const row of rows) {
    const requests = sink.requests.get(idText("event", row.event_id)) ?? 0
    unrecorded += Math.max(0, requests - row.recorded * perAttempt)
  }
  const allowed = expectation.hubsLost * UNRECORDED_MAX
  if (unrecorded > allowed) {
    const told = `${unrecorded} requests left no attempt, ${allowed} can have been lost`
    violations.add("attempts are recorded", `${plan.name}: ${told}`)
  }
}

/** The first time that each came: later ones may be of a worker that was taken for dead. */
function checkOrder(
  { plan, sink }: CheckedEndpoint,
  wanted: readonly { readonly id: string; readonly subjectId: string; readonly sequence: number }[],
  violations: Violations,
): void {
  for (const [subjectId, events] of Map.groupBy(wanted, (event) => event.subjectId)) {
    const places = events
      .toSorted((a, b) => a.sequence - b.sequence)
      .flatMap(({ id }) => sink.seen.get(idText("event", id))?.place ?? [])
    if (places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0))) {
      violations.add("ordered events arrive in order", `${plan.name}: those of ${subjectId} do not`)
    }
  }
}
