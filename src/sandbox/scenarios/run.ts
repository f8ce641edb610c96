import type { Thing } from "../thing.ts"

/** The kind of a thing that is a run; its name is a UUID, `run_…` outside. */
export const RUN = "run"

export const RUN_STATES = ["running", "done", "failed", "cancelled"] as const
export type RunOutcome = Exclude<(typeof RUN_STATES)[number], "running">

/** Of a thing of kind `run`. Plain JSON. */
export type RunState = {
  readonly scenario: string
  readonly seed: string
  readonly count: number
  readonly amount: string | null
  /** Instructions done, of how many. */
  readonly done: number
  readonly of: number
  /** What its actions made, by the script's names for it. */
  readonly made: Readonly<Record<string, { readonly kind: string; readonly name: string }>>
  /** Taken from the balances until it ends; units of 1/10,000. */
  readonly putAside: readonly PutAside[]
  /** The account's count of things when it began and when it ended: those between are its own. */
  readonly thingsBefore: number
  readonly thingsAfter: number | null
  /** What it waits for, in a sentence. */
  readonly waitsFor: string | null
  /** Why it failed, in a sentence. */
  readonly failure: string | null
  readonly finishedAt: string | null
}

interface PutAside {
  readonly balance: string
  readonly currency: string
  readonly amount: string
}

export function runState(thing: Thing): RunState {
  return thing.state as RunState
}
