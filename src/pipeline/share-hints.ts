import { newUuid } from "../ids.ts"
import { listen } from "../postgres/listen.ts"
import type { PostgresLog } from "../postgres/log.ts"
import { createNotifier } from "../postgres/notifier.ts"
import type { Pool, PostgresConnection } from "../postgres/pool.ts"

/** What the processes on one database tell each other. Only ever hints. */
export interface Hints {
  settle(): void
  deliver(): void
  /** A question to a provider, or a report, may be due. */
  reconcile(): void
  /** A resend of many was begun or cancelled. */
  resend(): void
  /** The sandbox's clock was moved ahead. */
  clockMoved(byMs: number): void
}

export interface SharedHints extends Hints {
  close(): Promise<void>
}

const CHANNELS = ["settle", "deliver", "reconcile", "resend"] as const
const CLOCK = "paidout_clock"

/**
 * Wakes this process's stages by the hints of others, and theirs by ours. A lost hint costs at
 * most the time until a stage looks by itself.
 */
export async function shareHints(
  connection: PostgresConnection,
  context: { readonly pool: Pool; readonly log: PostgresLog },
  wake: Hints,
): Promise<SharedHints> {
  const own = newUuid()
  const notifier = createNotifier(context.pool)
  const byChannel = new Map(CHANNELS.map((stage) => [`paidout_${stage}`, () => wake[stage]()]))
  const listener = await listen(
    connection,
    [...byChannel.keys(), CLOCK],
    (channel, payload) => {
      if (channel === CLOCK) hearMovedClock(payload)
      else byChannel.get(channel)?.()
    },
    { log: context.log },
  )

  /** Who moved it has told its own stages already. After a reconnection nothing is said. */
  function hearMovedClock(payload: string): void {
    const [sender, byMs] = payload.split(" ")
    if (sender !== own && byMs !== undefined) wake.clockMoved(Number(byMs))
  }

  return {
    settle: () => notifier.hint("paidout_settle"),
    deliver: () => notifier.hint("paidout_deliver"),
    reconcile: () => notifier.hint("paidout_reconcile"),
    resend: () => notifier.hint("paidout_resend"),
    clockMoved: (byMs) => notifier.tell(CLOCK, `${own} ${byMs}`),
    async close() {
      notifier.close()
      await listener.close()
    },
  }
}
