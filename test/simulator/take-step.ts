import { happen } from "./happenings.ts"
import { runStatement, statementsOf } from "./run-statement.ts"
import type { Simulation } from "./simulation.ts"

/** How often, of all steps in which something else could go on. */
const HAPPENING_SHARE = 0.1
const TIME_SHARE = 0.12
const TIMER_SHARE = 0.4
const SLOW_MS_MAX = 30

/** One step: the seed chooses what goes on, then everything that follows by itself does. */
export async function takeStep(simulation: Simulation, isQuiet: boolean): Promise<void> {
  const { world, server } = simulation
  await server.tidy()
  await chooseStep(simulation, isQuiet)
  await world.drain()
}

async function chooseStep(simulation: Simulation, isQuiet: boolean): Promise<void> {
  const { world } = simulation
  const { choices } = world
  const statements = statementsOf(simulation)
  const timers = world.dueTimers()
  const isResting = statements.length === 0 && timers.length === 0
  if (!isQuiet && choices.chance(isResting ? 0.4 : HAPPENING_SHARE)) return happen(simulation)
  if (isResting) return passTime(simulation, Infinity)
  if (choices.chance(TIME_SHARE)) return passTime(simulation, SLOW_MS_MAX)
  if (statements.length === 0 || (timers.length > 0 && choices.chance(TIMER_SHARE))) {
    const timer = choices.pick(timers)
    world.trace.note(`${timer.owner?.name ?? "world"} timer ${timer.label}`)
    return world.fire(timer)
  }
  await runStatement(simulation, choices.pick(statements), isQuiet)
}

/** To the next timer at the latest. */
function passTime({ world }: Simulation, msMax: number): void {
  const next = world.nextTimerMs()
  const step = Math.min(
    next - world.nowMs,
    msMax === Infinity ? Infinity : world.choices.integer(1, msMax),
  )
  if (!Number.isFinite(step)) throw new Error("Nothing will ever happen again.")
  world.nowMs += Math.max(0, step)
}
