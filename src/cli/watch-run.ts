import { setTimeout as sleep } from "node:timers/promises"
import { CommandFailure, EXIT } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"
import { runRoute, type RunAnswer, type WholeRunAnswer } from "./run-answer.ts"
import { barText, createStatusLine } from "./status-line.ts"
import { storyText } from "./story-text.ts"
import type { Terminal } from "./terminal.ts"

const LOOK_EVERY_MS = 250
/** Looks in a row that nobody answered: a hub that restarts goes on with its runs. */
const FAILURES_MAX = 120

/**
 * Shows what happens in a run until it has ended. Returns it as it ended, without its story.
 * @throws CommandFailure on Ctrl-C: the run goes on
 */
export async function watchRun(
  terminal: Terminal,
  hub: HubClient,
  how: {
    readonly begun: RunAnswer
    /** Moves the sandbox's clock instead of waiting. */
    readonly fast: boolean
    /** Without it nothing is written. */
    readonly tells: boolean
  },
): Promise<WholeRunAnswer> {
  const { begun, fast, tells } = how
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<"interrupted">()
  const stopListening = terminal.onInterrupt(() => interrupt("interrupted"))
  const status = createStatusLine(terminal)
  let last: string | undefined
  let failures = 0
  try {
    for (;;) {
      try {
        const run = await hub.get<WholeRunAnswer>(runRoute(begun.id), { story_after: last })
        failures = 0
        if (tells) for (const line of run.story) status.write(storyText(terminal, run, line))
        const hadLines = run.story.length > 0
        last = run.story.at(-1)?.id ?? last
        // A page of its story may have another one behind it.
        if (run.state !== "running" && !hadLines) return run
        status.show(statusText(run))
        if (hadLines) continue
        if (fast && (await passTime(hub, run))) continue
      } catch (error) {
        failures += 1
        if (isRefusal(error) || failures > FAILURES_MAX) throw error
      }
      const woken = await Promise.race([sleep(LOOK_EVERY_MS), interrupted])
      if (woken === "interrupted") throw stoppedWatching(begun.id)
    }
  } finally {
    stopListening()
    status.clear()
  }
}

function statusText({ progress, waits_for: waitsFor }: RunAnswer): string {
  return `${barText(progress.done, progress.of)}${waitsFor === null ? "" : `  waits for ${waitsFor}`}`
}

/** Moves the clock to the run's next step; false: that is due already. */
async function passTime(hub: HubClient, { next_step_at: next }: RunAnswer): Promise<boolean> {
  if (next === null) return false
  const { now } = await hub.get<{ now: string }>("/v1/sandbox/clock")
  const aheadMs = Date.parse(next) - Date.parse(now)
  if (aheadMs <= 0) return false
  await hub.post("/v1/sandbox/clock", { advance_seconds: aheadMs / 1_000 })
  return true
}

/** The API said no; without a code nobody answered. */
function isRefusal(error: unknown): boolean {
  return !(error instanceof CommandFailure) || error.code !== undefined
}

function stoppedWatching(id: string): CommandFailure {
  return new CommandFailure(EXIT.failure, `Stopped watching; ${id} goes on.`, {
    advice: `End it: paidout sandbox cancel ${id}`,
  })
}
