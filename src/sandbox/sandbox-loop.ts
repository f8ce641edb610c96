import { idText } from "../ids.ts"
import type { LoopPulses } from "../loop-pulses.ts"
import { createSleeper } from "../sleep-until-woken.ts"
import type { AccountKey } from "./account.ts"
import { pruneEchoRequests } from "./echo/prune-echo-requests.ts"
import { findDueAccount } from "./find-due-account.ts"
import { playAccount } from "./play-account.ts"
import { pruneStory } from "./prune-story.ts"
import type { SandboxContext } from "./sandbox-context.ts"

export interface SandboxLoop {
  /** A hint that something may be due. */
  wake(): void
  stop(): Promise<void>
}

const POLL_MS = 250
const RETRY_MS = 1_000
const LEFT_ALONE_MS = 10_000
const PRUNED_EVERY_MS = 60 * 60 * 1_000

/** Accounts that are not looked at for a while. */
class LeftAlone {
  readonly #untilMs = new Map<string, number>()

  add(id: string): void {
    this.#untilMs.set(id, performance.now() + LEFT_ALONE_MS)
  }

  ids(): readonly string[] {
    const nowMs = performance.now()
    for (const [id, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(id)
    return [...this.#untilMs.keys()]
  }
}

/** Moves things on when their moment comes. Any number of processes may do this. */
export function startSandboxLoop(context: SandboxContext, pulses?: LoopPulses): SandboxLoop {
  const sleeper = createSleeper()
  let stopped = false
  let prunedAtMs = -Infinity

  async function run(): Promise<void> {
    const leftAlone = new LeftAlone()
    let failures = 0
    const beat = pulses?.begin("sandbox")
    while (!stopped) {
      beat?.()
      try {
        if (performance.now() >= prunedAtMs + PRUNED_EVERY_MS) await prune()
        const due = await findDueAccount(context.pool, leftAlone.ids())
        if (due === undefined) await sleeper.sleep(POLL_MS)
        else await play(due, leftAlone)
        failures = 0
      } catch (error) {
        failures += 1
        if (failures === 1)
          context.log.warn({ err: error }, "the sandbox's loop failed; trying again")
        await sleeper.sleep(RETRY_MS)
      }
    }
  }

  async function prune(): Promise<void> {
    prunedAtMs = performance.now()
    await pruneStory(context.pool)
    await pruneEchoRequests(context.pool)
  }

  /** One account that cannot be played holds up no other. */
  async function play(due: AccountKey, leftAlone: LeftAlone): Promise<void> {
    try {
      const played = await playAccount(context, due, () => Promise.resolve())
      // Its provider is one that this version does not play.
      if (played === undefined) leftAlone.add(due.id)
    } catch (error) {
      leftAlone.add(due.id)
      const account = idText("sandboxAccount", due.id)
      context.log.error({ err: error, account }, "an account of the sandbox does not move on")
    }
  }
  const running = run()

  return {
    wake: () => sleeper.wake(),
    async stop() {
      stopped = true
      sleeper.wake()
      await running
    },
  }
}
