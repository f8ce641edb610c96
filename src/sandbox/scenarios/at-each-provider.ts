import {
  PROVIDER_PAYOUTS,
  type Ending,
  type ProviderPayouts,
  type ScriptedPayout,
} from "./provider-payouts.ts"
import type { Instruction, Script, Telling } from "./scenario.ts"

/** What a script that fits several providers is told of the one it is played at. */
export interface Cast extends Telling {
  readonly payouts: ProviderPayouts
  /** Makes the run's payout of this number, so that it ends like that. */
  readonly pay: (
    ending: Ending,
    number: number,
    how?: Partial<ScriptedPayout>,
  ) => readonly Instruction[]
}

/** The same story at every provider where payouts can end like that. */
export function atEachProvider(
  endings: readonly Ending[],
  script: (cast: Cast) => readonly Instruction[],
): Readonly<Record<string, Script>> {
  const able = Object.entries(PROVIDER_PAYOUTS).filter(([, payouts]) =>
    endings.every((ending) => payouts.endings[ending] !== undefined),
  )
  return Object.fromEntries(
    able.map(([provider, payouts]) => [provider, (of: Telling) => script(castOf(payouts, of))]),
  )
}

/** What the script calls the payout of this number. */
export function payoutNamed(number: number): string {
  return `payout ${number}`
}

export function castOf(payouts: ProviderPayouts, of: Telling): Cast {
  return {
    ...of,
    payouts,
    pay(ending, number, how = {}) {
      const make = payouts.endings[ending]
      if (make === undefined) throw new Error(`payouts there are never ${ending}`)
      const as = payoutNamed(number)
      return make({ as, number, reference: of.reference(number), amount: of.amount, ...how })
    },
  }
}
