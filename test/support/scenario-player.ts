import { setTimeout as sleep } from "node:timers/promises"
import { expect } from "vitest"

import type { SandboxHub, ShownAccount } from "./sandbox-hub.ts"

/** `GET /v1/sandbox/runs/{id}` */
export interface PlayedRun {
  readonly id: string
  readonly state: string
  readonly seed: number
  readonly failure: string | null
  readonly next_step_at: string | null
  readonly progress: { readonly done: number; readonly of: number }
  readonly made: readonly MadeThing[]
  readonly story: readonly StoryLine[]
}

export interface MadeThing {
  readonly kind: string
  readonly provider_id: string
  readonly part_of: string | null
  readonly reference: string | null
  readonly status: string
}

interface StoryLine {
  readonly id: string
  readonly kind: string
  readonly said: string
  readonly thing: { readonly kind: string; readonly name: string } | null
  readonly at: string
}

type Options = Readonly<Record<string, unknown>>

/** Begins a scenario at an account; returns the run's id. */
export async function begin(
  hub: SandboxHub,
  account: Pick<ShownAccount, "id">,
  scenario: string,
  options: Options = {},
): Promise<string> {
  const body = { account_id: account.id, seed: 7, ...options }
  const begun = await hub.api(`POST /v1/sandbox/scenarios/${scenario}`, body)
  expect(begun.status, begun.text).toBe(202)
  return begun.json.id as string
}

/** Plays a scenario to its end, with the clock moved from step to step. */
export async function play(
  hub: SandboxHub,
  account: Pick<ShownAccount, "id">,
  scenario: string,
  options: Options = {},
): Promise<PlayedRun> {
  return finish(hub, await begin(hub, account, scenario, options))
}

export async function finish(hub: SandboxHub, id: string): Promise<PlayedRun> {
  for (;;) {
    const run = await runOf(hub, id)
    if (run.state !== "running") return run
    await passTo(hub, run.next_step_at)
  }
}

export async function runOf(hub: SandboxHub, id: string): Promise<PlayedRun> {
  const { status, text, json } = await hub.api(`GET /v1/sandbox/runs/${id}`)
  expect(status, text).toBe(200)
  return json as PlayedRun
}

async function passTo(hub: SandboxHub, moment: string | null): Promise<void> {
  const { json: clock } = await hub.api("GET /v1/sandbox/clock")
  const aheadMs = moment === null ? 0 : Date.parse(moment) - Date.parse(clock.now as string)
  if (aheadMs <= 0) await sleep(20)
  else await hub.api("POST /v1/sandbox/clock", { advance_seconds: aheadMs / 1_000 })
}

/** What the hub's ledger has of a run's payouts, in the order made; null: it never heard of one. */
export function ledgerOf(
  hub: SandboxHub,
  run: PlayedRun,
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of the API
): Promise<readonly any[]> {
  const payouts = run.made.filter(({ kind }) => kind === "payout" || kind === "transfer")
  return Promise.all(payouts.map(({ provider_id: id }) => inLedger(hub, "payouts", id)))
}

/** A payout or batch with its history, by the provider's id. */
// oxlint-disable-next-line typescript/no-explicit-any -- an answer of the API
export async function inLedger(hub: SandboxHub, list: string, providerId: string): Promise<any> {
  const query = new URLSearchParams({ provider_id: providerId })
  const { json: page } = await hub.api(`GET /v1/${list}?${query.toString()}`)
  const found = page.data[0]
  return found ? (await hub.api(`GET /v1/${list}/${found.id}`)).json : null
}

/** The lines of a story as another run of the same seed must tell them: without ids and times. */
export function toldBy(run: PlayedRun): readonly string[] {
  const names = new Map<string, string>()
  const began = Date.parse(run.story[0]?.at ?? "")
  // Who calls while the API is down is told of too: the hub, whenever it asks.
  const own = run.story.filter(
    ({ kind, said }) => kind !== "misbehaviour" || !said.startsWith("api_down"),
  )
  return own.map(({ kind, said, thing, at }) => {
    if (thing !== null && !names.has(thing.name)) names.set(thing.name, `<${names.size + 1}>`)
    const seconds = (Date.parse(at) - began) / 1_000
    const who = thing === null ? "" : ` ${names.get(thing.name)}`
    return `+${seconds} ${kind}${who}: ${withoutIds(said, names)}`
  })
}

function withoutIds(said: string, names: ReadonlyMap<string, string>): string {
  return [...names].reduce((text, [name, alias]) => text.replaceAll(name, alias), said)
}
