import { listen } from "../postgres/listen.ts"
import type { PostgresLog } from "../postgres/log.ts"
import { createNotifier } from "../postgres/notifier.ts"
import type { Pool, PostgresConnection } from "../postgres/pool.ts"

/** Tells the other processes on this database that a stage has work. Only ever a hint. */
export interface SharedHints {
  settle(): void
  deliver(): void
  close(): Promise<void>
}

const CHANNELS = { settle: "paidout_settle", deliver: "paidout_deliver" } as const

/**
 * Wakes this process's stages by the hints of others, and theirs by ours. A lost hint costs at
 * most the time until a stage looks by itself.
 */
export async function shareHints(
  connection: PostgresConnection,
  context: { readonly pool: Pool; readonly log: PostgresLog },
  wake: { readonly settle: () => void; readonly deliver: () => void },
): Promise<SharedHints> {
  const notifier = createNotifier(context.pool)
  const listener = await listen(
    connection,
    Object.values(CHANNELS),
    (channel) => (channel === CHANNELS.settle ? wake.settle() : wake.deliver()),
    { log: context.log },
  )
  return {
    settle: () => notifier.hint(CHANNELS.settle),
    deliver: () => notifier.hint(CHANNELS.deliver),
    async close() {
      notifier.close()
      await listener.close()
    },
  }
}
