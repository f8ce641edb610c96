import type { Misbehaviour } from "../misbehaviour.ts"

/**
 * A story that a simulated account plays by itself: what goes wrong, and what is done when. The
 * same seed gives the same story.
 */
export interface Scenario {
  readonly name: string
  /** What happens, in a sentence. */
  readonly summary: string
  /** Where the hub's ledger stands at the end, in a sentence. */
  readonly shows: string
  /** What goes wrong while it is played, and with nothing else of the account. */
  readonly misbehaviour: Misbehaviour
  /** How many payouts, unless it is asked for others. */
  readonly count: number
  readonly countMax: number
  /** By provider; one that is not named cannot play it. */
  readonly scripts: Readonly<Record<string, Script>>
  /** By provider: in place of the account's settings while it is played. Lists go before its own. */
  readonly settings?: Readonly<Record<string, (of: Telling) => Settings>>
  /** What to do of it when it ends before its own end. */
  readonly cleanUp?: readonly Action[]
}

export type Settings = Readonly<Record<string, unknown>>

/** Pure: it is asked again for every instruction, and must say the same. */
export type Script = (of: Telling) => readonly Instruction[]

/** What a script is told of the run. */
export interface Telling {
  readonly seed: bigint
  readonly count: number
  /** Of each payout, in units of 1/10,000; undefined: as the script likes. */
  readonly amount: bigint | undefined
  /** A reference that no other run has. */
  readonly reference: (number: number) => string
  /** What all references of the run begin with. */
  readonly referencePrefix: string
}

export type Instruction =
  | Action
  /** Lets the provider's time pass. */
  | { readonly do: "rest"; readonly seconds: number }
  /** Goes on when what was made so stands there. */
  | { readonly do: "await"; readonly made: string; readonly status: readonly string[] }
  /** Goes on when nothing that the run made moves by itself any more. */
  | { readonly do: "settle" }
  /** What goes wrong from here on. */
  | { readonly do: "misbehave"; readonly misbehaviour: Misbehaviour; readonly says: string }
  /** Leaves nothing to spend; it is put back when the run ends. */
  | { readonly do: "put_aside"; readonly balance: string; readonly currency: string }

/** Something that a person does at the provider: one of the simulator's actions. */
export interface Action {
  readonly do: "act"
  readonly action: string
  readonly args: Readonly<Record<string, Argument>>
  /** What to call that which it makes. */
  readonly as?: string
}

export type Argument = string | number | boolean | Made | readonly (string | number)[]

/** The name of what an earlier action made, as the provider gave it. */
interface Made {
  readonly made: string
}

export function made(label: string): Made {
  return { made: label }
}

export function act(
  action: string,
  args: Readonly<Record<string, Argument>> = {},
  as?: string,
): Action {
  return { do: "act", action, args, ...(as !== undefined && { as }) }
}

export function rest(seconds: number): Instruction {
  return { do: "rest", seconds }
}

export function until(label: string, ...status: readonly string[]): Instruction {
  return { do: "await", made: label, status }
}

export const settle: Instruction = { do: "settle" }
