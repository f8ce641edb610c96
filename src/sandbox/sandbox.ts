import { setTimeout as sleep } from "node:timers/promises"

import { PaidoutError } from "../errors.ts"
import type { LoopPulses } from "../loop-pulses.ts"
import type { AccountWorld } from "./account-world.ts"
import type { AccountKey } from "./account.ts"
import { checkArguments } from "./check-arguments.ts"
import { credentialHash } from "./credential-hash.ts"
import { findAccountByCredential } from "./find-account-by-credential.ts"
import { findAccountByExternalId } from "./find-account-by-external-id.ts"
import { happens } from "./misbehaviour.ts"
import { playAccount } from "./play-account.ts"
import type { SandboxContext } from "./sandbox-context.ts"
import { startSandboxLoop, type SandboxLoop } from "./sandbox-loop.ts"
import type { AnswerAfterTrials, SandboxAnswer, SandboxRequest } from "./exchange.ts"
import type { ActionResult, Simulator } from "./simulator.ts"
import { findSimulator } from "./simulators.ts"
import { tryWebhooks } from "./try-webhooks.ts"

export interface Sandbox {
  /** A client's call of a provider's API. Null: there is no such provider. */
  handle(provider: string, request: SandboxRequest): Promise<SandboxAnswer | null>
  /**
   * What a person does at the provider's dashboard.
   * @throws PaidoutError not_found, sandbox_action_unknown, sandbox_action_refused, request_invalid
   */
  act(
    account: AccountKey,
    action: { readonly name: string; readonly args: Readonly<Record<string, unknown>> },
  ): Promise<ActionResult>
  /** A hint that something is due; called after the commit. */
  wake(): void
  /** Begins to move things on by themselves. */
  start(pulses?: LoopPulses): SandboxLoop
}

const SLOW_MS_DEFAULT = 3_000

export function createSandbox<Context extends SandboxContext>(
  context: Context,
): Sandbox & { readonly context: Context } {
  const loops = new Set<SandboxLoop>()
  const wake = () => {
    for (const loop of loops) loop.wake()
  }

  return {
    context,
    async handle(provider, request) {
      const simulator = findSimulator(provider)
      if (simulator === undefined) return null
      const key = await findAccountOf(context, simulator, request)
      if (key === undefined) return simulator.refuse(request)
      const played = await playAccount(context, key, async (world) => ({
        ...(await answer(world, simulator, request)),
        account: world.stored,
      }))
      if (played === undefined) return simulator.refuse(request)
      wake()
      const { slowMs, account, ...given } = played.result
      if (slowMs > 0) await sleep(slowMs)
      if (!("trials" in given.answer)) return given.answer
      const { trials } = given.answer
      return given.answer.answer(await tryWebhooks(context, account, trials))
    },

    async act(account, { name, args }) {
      const played = await playAccount(context, account, async (world, simulator) => {
        const action = Object.hasOwn(simulator.actions, name) ? simulator.actions[name] : undefined
        if (action === undefined) {
          throw new PaidoutError("sandbox_action_unknown", undefined, {
            detail: { actions: Object.keys(simulator.actions) },
          })
        }
        checkArguments(action.args, args)
        world.writeStory("action", name, { detail: { args } })
        return action.run(args, world)
      })
      if (played === undefined) throw new PaidoutError("not_found")
      wake()
      return played.result
    },

    wake,

    start(pulses) {
      const loop = startSandboxLoop(context, pulses)
      loops.add(loop)
      return loop
    },
  }
}

async function findAccountOf(
  { pool, keyring }: SandboxContext,
  simulator: Simulator,
  request: SandboxRequest,
): Promise<AccountKey | undefined> {
  const { provider } = simulator
  const identity = simulator.identify(request)
  switch (identity?.by) {
    case undefined:
      return undefined
    case "account":
      return findAccountByExternalId(pool, { provider, externalId: identity.externalId })
    case "credential": {
      const { kind, value } = identity
      const hash = credentialHash(keyring, { provider, kind, value })
      return findAccountByCredential(pool, { provider, kind, hash })
    }
  }
}

async function answer(
  world: AccountWorld,
  simulator: Simulator,
  request: SandboxRequest,
): Promise<{ readonly answer: SandboxAnswer | AnswerAfterTrials; readonly slowMs: number }> {
  const isRead = request.method === "GET" || request.method === "HEAD"
  const { writesAnswered, readsAnswered, run } = world.stored
  const { seed, misbehaviour } = world.account
  const answered = isRead ? readsAnswered + 1 : writesAnswered + 1
  world.changeAccount(isRead ? { readsAnswered: answered } : { writesAnswered: answered })
  const before = (isRead ? run?.readsBefore : run?.writesBefore) ?? 0
  const lot = { seed, misbehaviour, ordinal: isRead ? -1 : 0, number: answered - before }
  const isSlow = happens("api_slow", lot)
  const isDown = happens("api_down", lot)
  const call = `${request.method} ${request.path}`
  if (isSlow) world.writeStory("misbehaviour", "api_slow", { detail: { call } })
  if (isDown) world.writeStory("misbehaviour", "api_down", { detail: { call } })
  const given = isDown ? simulator.unavailable(request) : await simulator.handle(request, world)
  if (!isRead) world.writeStory("request", call, { detail: detailOf(given) })
  return { answer: given, slowMs: isSlow ? (misbehaviour.api_slow_ms ?? SLOW_MS_DEFAULT) : 0 }
}

function detailOf(answer: SandboxAnswer | AnswerAfterTrials): object {
  return "trials" in answer ? { webhooks_tried: answer.trials.length } : { status: answer.status }
}
