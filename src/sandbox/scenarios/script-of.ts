import { idText } from "../../ids.ts"
import { amountFromDecimal } from "../../payout/money.ts"
import { PROVIDER_PAYOUTS } from "./provider-payouts.ts"
import { settle, type Instruction, type Telling } from "./scenario.ts"
import type { RunState } from "./run.ts"
import { findScenario } from "./scenarios.ts"

const TAG_CHARACTERS = 8

/** What a run does; empty: its scenario is not played at this provider (any more). */
export function scriptOf(
  provider: string,
  run: { readonly name: string; readonly state: AskedOfRun },
): readonly Instruction[] {
  const script = findScenario(run.state.scenario)?.scripts[provider]
  // What was made may still move when the script is through: the story ends when it does.
  return script === undefined ? [] : [...script(tellingOf(provider, run)), settle]
}

export type AskedOfRun = Pick<RunState, "scenario" | "seed" | "count" | "amount">

export function tellingOf(
  provider: string,
  { name, state }: { readonly name: string; readonly state: AskedOfRun },
): Telling {
  // The last characters are random ones.
  const tag = idText("sandboxRun", name).slice(-TAG_CHARACTERS)
  const referencePrefix = `${state.scenario}-${tag}-`
  return {
    seed: BigInt(state.seed),
    count: state.count,
    amount: state.amount === null ? undefined : amountOf(provider, state.amount),
    referencePrefix,
    reference: (number) => `${referencePrefix}${number}`,
  }
}

/** Units of 1/10,000; undefined: no payout of this provider's can have it. */
export function amountOf(provider: string, text: string): bigint | undefined {
  const amount = amountFromDecimal(text, PROVIDER_PAYOUTS[provider]?.decimals ?? 0)
  return amount === 0n ? undefined : amount
}
