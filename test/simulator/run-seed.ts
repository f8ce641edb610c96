import type { PostgresConnection } from "../../src/postgres/pool.ts"
import { checkInvariants } from "./check-invariants.ts"
import { heal } from "./heal.ts"
import { print } from "./print.ts"
import { createSimulationDatabase } from "./simulation-database.ts"
import { Simulation } from "./simulation.ts"
import { takeStep } from "./take-step.ts"
import { createTrace } from "./trace.ts"

export interface SeedRequest {
  readonly seed: number
  readonly steps: number
  readonly isTraced: boolean
  /** Hand back every line of the trace, to hold another run against it. */
  readonly keepsLines: boolean
  readonly connection: PostgresConnection
}

export interface SeedOutcome {
  readonly seed: number
  readonly steps: number
  readonly hash: string
  /** What is wrong; empty: nothing. */
  readonly broken: readonly string[]
  /** The last lines of the trace, where something is. */
  readonly tail: readonly string[]
  readonly lines: readonly string[]
  /** What went on: how much the run is worth. */
  readonly counts: Readonly<Record<string, number>>
}

/** One run: as many steps in which anything may go wrong, then healing, then the verdict. */
export async function runSeed(request: SeedRequest): Promise<SeedOutcome> {
  const { seed, steps } = request
  const trace = createTrace(request.isTraced ? print : undefined)
  const name = `simulation_${process.pid}`
  const database = await createSimulationDatabase(request.connection, name)
  const simulation = new Simulation(seed, trace, database.connection)
  const broken: string[] = []
  // It would have ended a real process.
  process.on("unhandledRejection", (reason) => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
    broken.push(`nobody caught: ${text}`)
  })
  try {
    await simulation.begin()
    await simulation.world.drain()
    for (let step = 1; step <= steps; step += 1) {
      trace.note(`step ${step} at ${simulation.world.elapsedMs}`)
      await takeStep(simulation, false)
    }
    await heal(simulation)
    broken.push(...(await checkInvariants(simulation)))
  } catch (error) {
    broken.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const counts = {
    webhooks: simulation.webhooks.length,
    payouts: simulation.providers.payouts.length,
    sent: simulation.endpoints.sent.length,
    answers: simulation.providers.answers.length,
    calls: simulation.calls.length,
    lockWaits: simulation.server.lockWaits,
    deadlocks: simulation.server.deadlocks,
    hours: Math.round(simulation.world.elapsedMs / 3_600_000),
  }
  try {
    await simulation.close()
    await database.drop()
  } catch (error) {
    broken.push(`the database cannot be dropped: ${String(error)}`)
  }
  const tail = broken.length > 0 ? trace.tail : []
  const lines = request.keepsLines ? trace.lines : []
  return { seed, steps, hash: trace.hash, broken, tail, lines, counts }
}
