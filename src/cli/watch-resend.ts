import { setTimeout as sleep } from "node:timers/promises"
import { SingleBar } from "cli-progress"
import { CommandFailure, EXIT } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"
import { isSentOnce, progressText, type ResendAnswer } from "./resend-answer.ts"
import type { Terminal } from "./terminal.ts"

const LOOK_EVERY_MS = 500
/** Without a terminal that can be drawn on. */
const LINE_EVERY_MS = 5_000
/** Looks in a row that nobody answered. */
const FAILURES_MAX = 60

/**
 * Shows how far a resend has come until each of its deliveries has been tried: a bar on a terminal,
 * else a line now and then. Returns how it stands then.
 * @throws CommandFailure on Ctrl-C: the resend goes on
 */
export async function watchResend(
  terminal: Terminal,
  hub: HubClient,
  begun: ResendAnswer,
): Promise<ResendAnswer> {
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<"interrupted">()
  const stopListening = terminal.onInterrupt(() => interrupt("interrupted"))
  const progress = terminal.screen === null ? lines(terminal) : bar(terminal.screen, begun)
  try {
    let resend = begun
    let failures = 0
    while (!isSentOnce(resend)) {
      progress.show(resend)
      const woken = await Promise.race([sleep(LOOK_EVERY_MS), interrupted])
      if (woken === "interrupted") throw stoppedWatching(begun.id)
      try {
        resend = await hub.get<ResendAnswer>(routeOf(begun.id))
        failures = 0
      } catch (error) {
        // A hub that restarts goes on with it.
        failures += 1
        if (isRefusal(error) || failures > FAILURES_MAX) throw error
      }
    }
    progress.show(resend)
    return resend
  } finally {
    stopListening()
    progress.stop()
  }
}

export function routeOf(id: string): string {
  return `/v1/resends/${encodeURIComponent(id)}`
}

interface Progress {
  show(resend: ResendAnswer): void
  stop(): void
}

function bar(screen: NodeJS.WritableStream, begun: ResendAnswer): Progress {
  const drawn = new SingleBar({
    stream: screen,
    format: "{bar} {percentage} %  {text}",
    barsize: 30,
    hideCursor: true,
    gracefulExit: false,
  })
  drawn.start(begun.total ?? 0, 0, { text: progressText(begun) })
  return {
    show(resend) {
      const { sent, skipped, requeued } = resend
      drawn.setTotal(Math.max(1, resend.total ?? requeued, requeued))
      drawn.update(sent + skipped, { text: progressText(resend) })
    },
    stop: () => drawn.stop(),
  }
}

function lines(terminal: Terminal): Progress {
  let writtenAtMs = performance.now()
  return {
    show(resend) {
      const nowMs = performance.now()
      if (nowMs - writtenAtMs < LINE_EVERY_MS) return
      writtenAtMs = nowMs
      terminal.writeError(`${progressText(resend)}\n`)
    },
    stop() {},
  }
}

/** The API said no; without a code nobody answered. */
function isRefusal(error: unknown): boolean {
  return !(error instanceof CommandFailure) || error.code !== undefined
}

function stoppedWatching(id: string): CommandFailure {
  return new CommandFailure(EXIT.failure, `Stopped watching; ${id} goes on.`, {
    advice: `Look again: paidout resend show ${id}\nCancel it: paidout resend cancel ${id}`,
  })
}
