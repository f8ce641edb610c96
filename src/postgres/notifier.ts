import type { Pool } from "./pool.ts"

export interface Notifier {
  /** Wakes the listeners of a channel soon. Never throws: a NOTIFY is only a hint. */
  hint(channel: string): void
  /** Sends this at once, each time. Never throws, and may be lost. */
  tell(channel: string, payload: string): void
  close(): void
}

/**
 * Sends at most one NOTIFY per channel and interval: the first at once, those that follow within
 * the interval as one at its end. Call it after the commit.
 */
export function createNotifier(
  pool: Pool,
  options: { readonly minimumIntervalMs?: number } = {},
): Notifier {
  const minimumIntervalMs = options.minimumIntervalMs ?? 20
  const waiting = new Map<string, { timer: NodeJS.Timeout; again: boolean }>()

  function tell(channel: string, payload: string): void {
    pool.query("select pg_notify($1, $2)", [channel, payload]).catch(() => {})
  }

  function send(channel: string): void {
    tell(channel, "")
    const timer = setTimeout(() => {
      const again = waiting.get(channel)?.again === true
      waiting.delete(channel)
      if (again) send(channel)
    }, minimumIntervalMs)
    waiting.set(channel, { timer, again: false })
  }

  return {
    hint(channel) {
      const current = waiting.get(channel)
      if (current === undefined) send(channel)
      else current.again = true
    },
    tell,
    close() {
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}
