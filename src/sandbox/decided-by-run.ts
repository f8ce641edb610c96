import type { SandboxAccount } from "./account.ts"
import type { Misbehaviour } from "./misbehaviour.ts"

type RunningAccount = Pick<SandboxAccount, "run" | "seed" | "misbehaviour">

export interface Lot {
  readonly seed: bigint
  readonly misbehaviour: Misbehaviour
  readonly ordinal: number
}

/**
 * What decides the misbehaviour of a thing: the run that it was made in, else its account. A run
 * counts its things from 1, so its seed tells the same story whatever the account held before.
 */
export function lotOf(account: RunningAccount, ordinal: number): Lot {
  const { run, seed, misbehaviour } = account
  if (run === null || !isOfRun(account, ordinal)) return { seed, misbehaviour, ordinal }
  const { thingsBefore } = run
  return { seed: run.seed, misbehaviour: run.misbehaviour, ordinal: ordinal - thingsBefore }
}

/** The run's own thing was made before it began to count. */
export function isOfRun({ run }: RunningAccount, ordinal: number): boolean {
  return run !== null && ordinal > run.thingsBefore
}

/** As the simulator sees them: the run's before the account's own. */
export function settingsInEffect({
  settings,
  run,
}: Pick<SandboxAccount, "settings" | "run">): Readonly<Record<string, unknown>> {
  return run === null ? settings : { ...settings, ...run.settings }
}

/** What a simulator saved, without what it saw of the run: that ends with the run. */
export function settingsToKeep(
  { settings, run }: Pick<SandboxAccount, "settings" | "run">,
  saved: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const ofRun = Object.keys(run?.settings ?? {})
  const others = Object.entries(saved).filter(([name]) => !ofRun.includes(name))
  const own = Object.entries(settings).filter(([name]) => ofRun.includes(name))
  return Object.fromEntries([...others, ...own])
}
