import { CommandFailure, EXIT } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"
import { isSentOnce, progressText, type ResendAnswer } from "./resend-answer.ts"
import type { Terminal } from "./terminal.ts"
import { watchJob } from "./watch-job.ts"

/** Shows how far a resend has come until each of its deliveries has been tried. */
export function watchResend(
  terminal: Terminal,
  hub: HubClient,
  begun: ResendAnswer,
): Promise<ResendAnswer> {
  return watchJob(terminal, hub, {
    begun,
    route: routeOf(begun.id),
    isOver: isSentOnce,
    text: progressText,
    part: ({ sent, skipped, requeued, total }) => ({
      done: sent + skipped,
      total: Math.max(1, total ?? requeued, requeued),
    }),
    stopped: () =>
      new CommandFailure(EXIT.failure, `Stopped watching; ${begun.id} goes on.`, {
        advice: `Look again: paidout resend show ${begun.id}\nCancel it: paidout resend cancel ${begun.id}`,
      }),
  })
}

export function routeOf(id: string): string {
  return `/v1/resends/${encodeURIComponent(id)}`
}
