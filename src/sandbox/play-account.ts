import { isDatabaseTrouble } from "../postgres/is-database-trouble.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { AccountWorld } from "./account-world.ts"
import type { AccountKey } from "./account.ts"
import { findDueThing } from "./find-due-thing.ts"
import { lockAccount } from "./lock-account.ts"
import { openCredentials } from "./open-credentials.ts"
import type { SandboxContext } from "./sandbox-context.ts"
import { failRun } from "./scenarios/fail-run.ts"
import { RUN } from "./scenarios/run.ts"
import { stepRun } from "./scenarios/step-run.ts"
import { saveAccount } from "./save-account.ts"
import { saveThings } from "./save-things.ts"
import type { Simulator } from "./simulator.ts"
import type { Thing } from "./thing.ts"
import { findSimulator } from "./simulators.ts"

/** In one transaction; what is left is due at once, and the loop comes back to it. */
const STEPS_MAX = 200

export interface Played<Result> {
  readonly result: Result
  readonly webhooksSent: number
  /** Things moved on before it. */
  readonly steps: number
}

/**
 * Opens an account's world, moves on what is due (each at its own moment, in the order of those),
 * then does `work`. Undefined: there is no such account.
 */
export async function playAccount<Result>(
  context: SandboxContext,
  key: AccountKey,
  work: (world: AccountWorld, simulator: Simulator, client: PoolClient) => Promise<Result>,
): Promise<Played<Result> | undefined> {
  const played = await inTransaction(context.pool, async (client) => {
    const locked = await lockAccount(client, key)
    if (locked === undefined) return undefined
    const { account } = locked
    const simulator = findSimulator(account.provider)
    if (simulator === undefined) return undefined
    const credentials = await openCredentials(context.keyring, account)
    const world = new AccountWorld(client, context, { ...locked, credentials })
    const steps = await moveOn(client, world, { simulator, context, until: locked.now })
    const result = await work(world, simulator, client)
    if (world.stored !== account) await saveAccount(client, world.stored)
    await world.flushStory()
    return { result, webhooksSent: world.webhooksSent, steps }
  })
  if (played !== undefined && played.webhooksSent > 0) context.wakeDeliver()
  return played
}

async function moveOn(
  client: PoolClient,
  world: AccountWorld,
  how: { readonly simulator: Simulator; readonly context: SandboxContext; readonly until: Date },
): Promise<number> {
  let steps = 0
  while (steps < STEPS_MAX) {
    const thing = await findDueThing(client, world.stored, how.until)
    if (thing === null) break
    steps += 1
    await step(client, world, { ...how, thing })
  }
  world.moveToClock()
  return steps
}

/**
 * One that fails is left where it stands, for a person: the account goes on without it. Where the
 * database was in trouble nothing is wrong with the step: all of it is made again, later.
 */
async function step(
  client: PoolClient,
  world: AccountWorld,
  what: {
    readonly simulator: Simulator
    readonly context: SandboxContext
    readonly thing: Thing
  },
): Promise<void> {
  const { simulator, context, thing } = what
  if (thing.nextStepAt !== null) world.moveTo(thing.nextStepAt)
  // Unless the step says when it goes on, it does not.
  const still = { ...thing, nextStepAt: null }
  const failed = await world.attempt(async () => {
    await saveThings(client, world.stored, [still])
    if (thing.kind === RUN) await stepRun(still, world, simulator)
    else await simulator.step(still, world)
  })
  if (failed === null) return
  if (isDatabaseTrouble(failed.error)) throw failed.error
  if (thing.kind === RUN) {
    await failRun(still, world, { simulator, error: failed.error, log: context.log })
    return
  }
  const { kind, name } = thing
  const { error } = failed
  context.log.error({ err: error, kind, name }, "a step of the sandbox failed: it stands still")
  await saveThings(client, world.stored, [still])
  world.writeStory("failure", "This step failed: the log says why. It goes on no more.", { thing })
}
