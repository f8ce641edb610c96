import { switchEndpoint } from "../../src/pipeline/endpoints/switch-endpoint.ts"
import { endpointContextOf, leap, sendAgain, tellNext } from "./happenings.ts"
import type { SimulatedHub } from "./simulated-hub.ts"
import type { Simulation } from "./simulation.ts"
import { isAtRest } from "./run-statement.ts"
import { takeStep } from "./take-step.ts"

const STEPS_MAX = 60_000
const SOON_MS = 300
const ALONE_SHARE = 0.75
const HOUR_MS = 60 * 60_000

/**
 * Nothing goes wrong any more: providers tell all they have to tell until it is acknowledged,
 * endpoints answer, and the processes work until nothing is left. Throws where something stays.
 */
export async function heal(simulation: Simulation): Promise<void> {
  const { world, endpoints, providers, merchantId } = simulation
  world.trace.note("everything is mended")
  providers.isHealed = true
  endpoints.isHealed = true
  for (const { process } of simulation.hubs) {
    if (process.state === "paused") process.state = "running"
  }
  const isAlone = world.choices.chance(ALONE_SHARE)
  for (const hub of isAlone ? simulation.hubs.slice(1) : []) simulation.kill(hub)
  demandHub(simulation)
  for (const { id } of endpoints.endpoints) {
    await untilDone(simulation, async (hub) => {
      const context = endpointContextOf(simulation, hub)
      await switchEndpoint(context, { merchantId, id, state: "active", actor: "key_simulated" })
    })
  }
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    demandHub(simulation)
    await takeStep(simulation, true)
    if (!isAtRest(simulation)) continue
    if (sendWhatIsLeft(simulation)) continue
    const left = await whatIsLeft(simulation)
    if (left === null) return
    if (left.nextMs > world.nowMs + SOON_MS) await leap(simulation, left.nextMs - world.nowMs)
  }
  throw new Error(`Something is never done: ${(await whatIsLeft(simulation))?.what ?? "nothing"}`)
}

/** One request at a time; the answer is waited for. */
function sendWhatIsLeft(simulation: Simulation): boolean {
  const [hub] = simulation.running
  if (hub === undefined) return false
  if (simulation.webhooks.at(-1)?.outcome === "unanswered" && isYoung(simulation)) return false
  if (simulation.unacknowledged.length > 0) {
    sendAgain(simulation, hub)
    sentAtMs.set(simulation, simulation.world.nowMs)
    return true
  }
  const open = simulation.providers.payouts.find(({ told, life }) => told < life.length)
  if (open === undefined) return false
  tellNext(simulation, hub, open)
  sentAtMs.set(simulation, simulation.world.nowMs)
  return true
}

const sentAtMs = new WeakMap<Simulation, number>()
const PATIENCE_MS = 10_000

function isYoung(simulation: Simulation): boolean {
  return simulation.world.nowMs - (sentAtMs.get(simulation) ?? -Infinity) < PATIENCE_MS
}

/** The last one may have been on its way to its end. */
function demandHub(simulation: Simulation): SimulatedHub {
  if (simulation.running.length === 0) simulation.startHub()
  const [hub] = simulation.running
  if (hub === undefined) throw new Error("No process runs.")
  return hub
}

async function untilDone(
  simulation: Simulation,
  work: (hub: SimulatedHub) => Promise<void>,
): Promise<void> {
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const hub = demandHub(simulation)
    simulation.call(hub, { what: "other", providerId: null, words: "mends" }, () => work(hub))
    const call = simulation.calls.at(-1)
    await simulation.world.drain()
    while (call?.outcome === "unknown" && hub.process.state === "running") {
      await takeStep(simulation, true)
      steps += 1
      if (steps > STEPS_MAX) break
    }
    if (call?.outcome === "done") return
  }
  throw new Error("An operator's call never ends.")
}

interface Left {
  readonly what: string
  /** When the first of it is due; in the past where it is due now. */
  readonly nextMs: number
}

/** What the queues hold; null: nothing that would ever be done. */
async function whatIsLeft(simulation: Simulation): Promise<Left | null> {
  const [found] = await simulation.rows<{
    messages: number
    deliveries: number
    held: number
    resends: number
    next: Date | null
  }>(`
    select (select count(*)::integer from unsettled) as messages,
      (select count(*)::integer from due_deliveries) as deliveries,
      (select count(*)::integer from held_events) as held,
      (select count(*)::integer from resends where finished_at is null) as resends,
      least(
        (select min(due_at) from due_deliveries),
        (select min(due_at) from held_events),
        (select min(p.due_at) from resend_parts p join resends r on r.id = p.resend_id
         where r.finished_at is null and p.state <> 'finished')
      ) as next`)
  if (found === undefined) return null
  const { messages, deliveries, held, resends, next } = found
  const isOpen = simulation.hubs.some(({ pool }) =>
    [...pool.clients].some(({ status }) => status !== "I"),
  )
  if (messages + deliveries + held + resends === 0 && !isOpen) return null
  const what = JSON.stringify({ messages, deliveries, held, resends, isOpen })
  const nextMs =
    messages > 0 || isOpen
      ? 0
      : Math.min(next?.getTime() ?? 0, simulation.world.nowMs + 24 * HOUR_MS)
  return { what, nextMs }
}
