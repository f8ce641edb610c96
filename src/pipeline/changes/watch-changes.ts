import type { Log } from "../../log.ts"
import type { Pool } from "../../postgres/pool.ts"
import { lookForChanges, type ChangeProbe } from "./look-for-changes.ts"
import type { Topic } from "./topics.ts"

const EVERY_MS = 1_000

export interface ChangeWatch {
  /** Tells what changes of a merchant from now on. Returns how to end it. */
  watch(merchantId: string, onChanged: (topics: readonly Topic[]) => void): () => void
}

type Listener = (topics: readonly Topic[]) => void

/**
 * One look a second at each merchant that is being watched, however many watch; none where nobody
 * does. Looking, rather than being told, sees what any process does, and costs those nothing.
 */
export function createChangeWatch(context: {
  readonly pool: Pool
  readonly log: Log
  readonly probes: readonly ChangeProbe[]
  readonly everyMs?: number
}): ChangeWatch {
  const { pool, log, probes, everyMs = EVERY_MS } = context
  const watched = new Map<string, Set<Listener>>()

  async function keepLooking(merchantId: string, listeners: Set<Listener>): Promise<void> {
    const changes = lookForChanges(pool, { merchantId, probes })
    while (listeners.size > 0) {
      try {
        const topics = await changes.look()
        if (topics.length > 0) for (const each of listeners) each(topics)
      } catch (error) {
        log.debug({ err: error }, "could not look for changes; tried again")
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs).unref())
    }
    watched.delete(merchantId)
  }

  return {
    watch(merchantId, onChanged) {
      const listeners = watched.get(merchantId) ?? new Set()
      listeners.add(onChanged)
      if (!watched.has(merchantId)) {
        watched.set(merchantId, listeners)
        void keepLooking(merchantId, listeners)
      }
      return () => listeners.delete(onChanged)
    },
  }
}
