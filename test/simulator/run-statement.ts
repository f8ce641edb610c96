import { oneLine, type Fate } from "./real-server.ts"
import type { Statement } from "./simulated-pool.ts"
import type { Simulation } from "./simulation.ts"

const LOST_SHARE = 0.005
/** What writes is rare among all that only looks. */
const LOST_SHARE_OF_WRITES = 0.05
const DEAD_AFTER_SHARE = 0.1
const RESTART_MS_MAX = 15_000
const FINISH_MAX = 300

/** What may be sent, or heard, now: the first statement of each connection. */
export function statementsOf({ running }: Simulation): readonly Statement[] {
  return running.flatMap(({ pool }) =>
    [...pool.clients].flatMap(({ statements: [first] }) =>
      first?.state === "waiting" || first?.state === "answered" ? first : [],
    ),
  )
}

/** Can anything go on at this moment? */
export function isAtRest(simulation: Simulation): boolean {
  return statementsOf(simulation).length === 0 && simulation.world.dueTimers().length === 0
}

/** Sends one; its connection, or its process, may be lost over it. */
export async function runStatement(
  simulation: Simulation,
  statement: Statement,
  isQuiet: boolean,
): Promise<void> {
  const { world, server } = simulation
  const { choices, trace } = world
  const { client } = statement
  const { name } = client.pool.process
  if (statement.state === "answered") {
    trace.note(`${name} hears of #${statement.id}`)
    return server.hear(statement)
  }
  const isWrite = /^commit|insert into|update|delete from/i.test(statement.text)
  const fate: Fate =
    isQuiet || !choices.chance(isWrite ? LOST_SHARE_OF_WRITES : LOST_SHARE)
      ? "answered"
      : choices.pick(["lost_on_the_way", "answer_lost"])
  trace.note(`${name} #${statement.id} on ${client.id}: ${oneLine(statement.text)} [${fate}]`)
  await server.run(statement, fate)
  if (fate === "answered" || !choices.chance(DEAD_AFTER_SHARE)) return
  const hub = simulation.hubs.find(({ process }) => process === client.pool.process)
  if (hub === undefined) return
  trace.note(`${name} dies with it`)
  simulation.kill(hub)
  restartLater(simulation)
}

/** Runs statements alone until none is left in a transaction; false: one is held up for longer. */
export async function finishTransactions(simulation: Simulation): Promise<boolean> {
  const { world, hubs } = simulation
  for (let count = 0; count < FINISH_MAX; count += 1) {
    const statements = statementsOf(simulation)
    const isOpen = hubs.some(({ pool }) => [...pool.clients].some(({ status }) => status !== "I"))
    if (statements.length === 0) return !isOpen
    await runStatement(simulation, world.choices.pick(statements), true)
    await world.drain()
  }
  return false
}

/** As a supervisor does. */
export function restartLater(simulation: Simulation): void {
  simulation.world.addTimer(null, {
    label: "a process is started again",
    delayMs: simulation.world.choices.integer(100, RESTART_MS_MAX),
    run: () => simulation.startHub(),
  })
}
