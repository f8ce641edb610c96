import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import type { AccountWorld } from "../account-world.ts"
import type { AccountKey } from "../account.ts"
import { playAccount } from "../play-account.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { RUN, type RunState } from "./run.ts"
import type { Scenario, Settings, Telling } from "./scenario.ts"
import { SCENARIOS, findScenario } from "./scenarios.ts"
import { amountOf, scriptOf, tellingOf, type AskedOfRun } from "./script-of.ts"

/** A longer list of plans is none to any simulator. */
const LISTED_MAX = 100

export interface WantedRun {
  readonly scenario: string
  readonly seed: bigint
  /** Undefined: as many as the scenario has by itself. */
  readonly count: number | undefined
  /** Decimal text. Undefined: as the scenario has it. */
  readonly amount: string | undefined
}

/**
 * Begins to play a scenario at an account; the loop goes on with it. Returns the run's name. One at
 * a time: the account's lock decides between two that begin at once.
 * @throws PaidoutError sandbox_scenario_unknown, sandbox_action_refused, request_invalid, not_found
 */
export async function beginRun(
  context: HostedSandbox,
  request: {
    readonly account: AccountKey
    readonly actor: string
    readonly wanted: WantedRun
  },
): Promise<string> {
  const { account, actor, wanted } = request
  const scenario = knownScenario(wanted.scenario)
  const { count = scenario.count, amount = null } = wanted
  if (count > scenario.countMax) {
    const detail = `${scenario.name} makes at most ${scenario.countMax} payouts.`
    throw new PaidoutError("request_invalid", detail)
  }
  const asked = { scenario: scenario.name, seed: wanted.seed.toString(), count, amount }
  const begun = await playAccount(context, account, async (world, _, client) => {
    const name = await begin(world, scenario, asked)
    await context.host.audit(client, {
      merchantId: account.merchantId,
      actor,
      action: "sandbox_run.begin",
      object: idText("sandboxRun", name),
      after: { ...asked, account_id: idText("sandboxAccount", account.id) },
    })
    return name
  })
  if (begun === undefined) throw new PaidoutError("not_found")
  return begun.result
}

/** @throws PaidoutError sandbox_scenario_unknown */
export function knownScenario(name: string): Scenario {
  const scenario = findScenario(name)
  if (scenario !== undefined) return scenario
  throw new PaidoutError("sandbox_scenario_unknown", undefined, {
    detail: { scenarios: SCENARIOS.map((each) => each.name) },
  })
}

async function begin(world: AccountWorld, scenario: Scenario, asked: AskedOfRun): Promise<string> {
  const { run, provider } = world.stored
  if (asked.amount !== null && amountOf(provider, asked.amount) === undefined) {
    const detail = `${asked.amount} is no amount of a payout at ${provider}.`
    throw new PaidoutError("request_invalid", detail)
  }
  if (run !== null) {
    const id = idText("sandboxRun", run.name)
    throw new PaidoutError(
      "sandbox_action_refused",
      `The account plays ${id} already. Wait for its end, or cancel it.`,
      { detail: { run_id: id } },
    )
  }
  const name = newUuid()
  const script = scriptOf(provider, { name, state: asked })
  if (script.length === 0) {
    const others = Object.keys(scenario.scripts).join(", ")
    const detail = `${scenario.name} cannot be played at ${provider}, only at ${others}.`
    throw new PaidoutError("sandbox_action_refused", detail)
  }
  const thingsBefore = world.stored.thingsMade + 1
  await world.add({
    kind: RUN,
    name,
    reference: scenario.name,
    status: "running",
    state: newState(asked, { of: script.length, thingsBefore }),
    nextStepAt: world.now,
  })
  world.changeAccount({
    run: {
      name,
      seed: BigInt(asked.seed),
      misbehaviour: scenario.misbehaviour,
      settings: settingsOfRun(scenario, world, tellingOf(provider, { name, state: asked })),
      thingsBefore,
      writesBefore: world.stored.writesAnswered,
      readsBefore: world.stored.readsAnswered,
    },
  })
  world.writeStory("note", scenario.summary, { detail: { ...asked } })
  return name
}

/** A list of the scenario's, plans for one, goes before the account's own. */
function settingsOfRun(scenario: Scenario, world: AccountWorld, telling: Telling): Settings {
  const { provider, settings: own } = world.stored
  const wanted = scenario.settings?.[provider]?.(telling) ?? {}
  const entries = Object.entries(wanted).map(([name, value]) => {
    const kept = own[name]
    if (!Array.isArray(value) || !Array.isArray(kept)) return [name, value]
    return [name, [...value, ...kept].slice(0, LISTED_MAX)]
  })
  return Object.fromEntries(entries)
}

function newState(
  asked: AskedOfRun,
  how: { readonly of: number; readonly thingsBefore: number },
): RunState {
  return {
    ...asked,
    ...how,
    done: 0,
    made: {},
    putAside: [],
    thingsAfter: null,
    waitsFor: null,
    failure: null,
    finishedAt: null,
  }
}
