import { PaidoutError } from "../../errors.ts"
import type { AccountWorld } from "../account-world.ts"
import type { Simulator } from "../simulator.ts"
import type { Thing } from "../thing.ts"
import { endRun } from "./end-run.ts"
import { runAction } from "./run-action.ts"
import { runState, type RunState } from "./run.ts"
import type { Instruction } from "./scenario.ts"
import { scriptOf } from "./script-of.ts"

/** What is waited for moves at its own moment; the run looks just after that. */
const LOOK_AFTER_MS = 1

/**
 * Does a run's next instruction in the account's world, or looks whether what it waits for has come.
 * @throws PaidoutError where the provider refuses what the script does
 */
export async function stepRun(
  thing: Thing,
  world: AccountWorld,
  simulator: Simulator,
): Promise<void> {
  const state = runState(thing)
  const script = scriptOf(simulator.provider, { name: thing.name, state })
  if (script.length !== state.of) {
    throw new PaidoutError(
      "sandbox_action_refused",
      "The scenario was changed while it was played.",
    )
  }
  const instruction = script[state.done]
  if (instruction === undefined) {
    await endRun(thing, world, { simulator, outcome: "done" })
    return
  }
  const followed = await follow(instruction, state, { world, simulator })
  await world.change(thing, {
    state: {
      ...state,
      ...followed.changes,
      done: followed.isDone ? state.done + 1 : state.done,
      waitsFor: followed.waitsFor ?? null,
    },
    nextStepAt: followed.next ?? world.now,
  })
}

interface Followed {
  readonly isDone: boolean
  readonly changes?: Partial<RunState>
  /** When to go on, or to look again. Missing: at once. */
  readonly next?: Date
  readonly waitsFor?: string
}

async function follow(
  instruction: Instruction,
  state: RunState,
  { world, simulator }: { readonly world: AccountWorld; readonly simulator: Simulator },
): Promise<Followed> {
  switch (instruction.do) {
    case "act": {
      const { as = `action ${state.done + 1}` } = instruction
      const { thing } = await runAction(instruction, world, { simulator, made: state.made })
      return {
        isDone: true,
        ...(thing !== undefined && { changes: { made: { ...state.made, [as]: thing } } }),
      }
    }
    case "rest": {
      const next = new Date(world.now.getTime() + instruction.seconds * 1_000)
      return { isDone: true, next, waitsFor: "time to pass" }
    }
    case "await":
      return waitFor(instruction, state, world)
    case "settle": {
      const next = await nextMoment(state, world)
      if (next === null) return { isDone: true }
      return { isDone: false, next, waitsFor: "everything to come to rest" }
    }
    case "misbehave": {
      const { run } = world.stored
      if (run !== null) {
        world.changeAccount({ run: { ...run, misbehaviour: instruction.misbehaviour } })
      }
      world.writeStory("note", instruction.says, { detail: { ...instruction.misbehaviour } })
      return { isDone: true }
    }
    case "put_aside": {
      const { balance, currency } = instruction
      const amount = await world.balance(balance, currency)
      await world.move(balance, currency, -amount)
      world.writeStory("note", `Nothing is left of ${balance} in ${currency}.`)
      const putAside = { balance, currency, amount: amount.toString() }
      return { isDone: true, changes: { putAside: [...state.putAside, putAside] } }
    }
    default:
      return instruction satisfies never
  }
}

async function waitFor(
  { made, status }: Extract<Instruction, { do: "await" }>,
  state: RunState,
  world: AccountWorld,
): Promise<Followed> {
  const key = state.made[made]
  const thing = key && (await world.find(key.kind, key.name))
  if (!thing) throw new Error(`no action of this script made "${made}"`)
  if (status.includes(thing.status)) return { isDone: true }
  const next = await nextMoment(state, world)
  const wanted = status.join(" or ")
  if (next !== null) return { isDone: false, next, waitsFor: `${made} to be ${wanted}` }
  throw new PaidoutError(
    "sandbox_action_refused",
    `The ${thing.kind} ${thing.name} is ${thing.status}, not ${wanted}, and nothing moves it.`,
  )
}

/** When to look again; null: nothing that the run made moves by itself. */
async function nextMoment(state: RunState, world: AccountWorld): Promise<Date | null> {
  const next = await world.nextStepOf(Object.values(state.made))
  if (next === null) return null
  return new Date(Math.max(next.getTime(), world.now.getTime()) + LOOK_AFTER_MS)
}
