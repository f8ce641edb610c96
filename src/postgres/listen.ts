import type { PostgresLog } from "./log.ts"
import { clientConfig } from "./pool.ts"
import type { PostgresConnection } from "./pool.ts"
import { ServerReadOnly } from "./watch-connections.ts"
import { WatchedClient } from "./watched-client.ts"

export interface Listener {
  close(): Promise<void>
}

const reconnectDelayMsMin = 50
const reconnectDelayMsMax = 5_000
const pingIntervalMs = 10_000

/**
 * Listens on a connection of its own. A NOTIFY is only a hint: it may be lost, so `onNotice` is
 * also called for every channel after each (re)connection. Resolves after the first attempt,
 * whether or not it succeeded; it goes on trying until closed.
 */
export async function listen(
  connection: PostgresConnection,
  channels: readonly string[],
  onNotice: (channel: string, payload: string) => void,
  options: { readonly log?: PostgresLog } = {},
): Promise<Listener> {
  let client: WatchedClient | undefined
  let closed = false
  let failures = 0
  let reconnectTimer: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const current = new WatchedClient({
      ...clientConfig(connection, { applicationName: "paidout listen" }),
      query_timeout: 5_000,
    })
    client = current
    current.on("error", () => {})
    current.on("end", () => scheduleReconnect(current))
    current.on("notification", (notice) => onNotice(notice.channel, notice.payload ?? ""))
    try {
      await current.connect()
      for (const channel of channels) {
        await current.query(`listen ${current.escapeIdentifier(channel)}`)
      }
      failures = 0
      if (!closed) for (const channel of channels) onNotice(channel, "")
    } catch (error) {
      failures += 1
      if (failures === 1) options.log?.warn({ err: error }, "cannot listen; retrying")
      await current.end().catch(() => {})
      scheduleReconnect(current)
    }
  }

  function scheduleReconnect(lost: WatchedClient): void {
    if (closed || client !== lost) return
    client = undefined
    const delayMs = Math.min(reconnectDelayMsMin * 2 ** failures, reconnectDelayMsMax)
    reconnectTimer = setTimeout(() => void connect(), delayMs)
  }

  // A connection that a firewall dropped says nothing by itself, and to a server that takes no writes
  // any more nobody says anything: a failing ping ends both.
  const pingTimer = setInterval(() => {
    if (client !== undefined) void ping(client)
  }, pingIntervalMs)
  pingTimer.unref()

  async function ping(current: WatchedClient): Promise<void> {
    try {
      await current.query("select 1")
      if (current.isReadOnly) throw new ServerReadOnly()
    } catch {
      await current.end().catch(() => {})
      scheduleReconnect(current)
    }
  }

  await connect()
  return {
    async close() {
      closed = true
      clearInterval(pingTimer)
      clearTimeout(reconnectTimer)
      await client?.end().catch(() => {})
    },
  }
}
