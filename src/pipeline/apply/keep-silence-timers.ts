import { clearSilenceTimers } from "../../reconcile/clear-silence-timers.ts"
import { setSilenceTimers } from "../../reconcile/set-silence-timers.ts"
import type { SilenceTimer } from "../../reconcile/silence-timer.ts"
import type { Change } from "../../payout/canonical.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import { findProvider } from "../../providers/index.ts"
import { silenceEnd } from "./silence-end.ts"

/**
 * Some providers never say "paid": their silence does. In the transaction that applied a change,
 * its payout begins to wait for that, or waits no longer.
 */
export function keepSilenceTimers(
  client: PoolClient,
  changes: readonly Change[],
  context: {
    /** What the sources set, by their ids. */
    readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>
    readonly later: Later
    /** What silence says is not delivered. */
    readonly isQuiet?: boolean
    /** No silence ends sooner: more may be on its way. */
    readonly notBefore?: Date
  },
): void {
  const { isQuiet = false, notBefore } = context
  const waiting = new Map<string, SilenceTimer | null>()
  for (const change of changes) {
    if (change.subject !== "payout") continue
    const { payout, merchantId } = change
    const provider = findProvider(payout.provider)
    if (provider?.silenceMeansPaid === undefined) continue
    const { id: payoutId, sourceId } = payout
    const endsAt = provider.silenceMeansPaid(payout, change.wireEvent)
      ? silenceEnd(context.settings.get(sourceId) ?? {}, new Date(change.at))
      : null
    const isEarly = endsAt !== null && notBefore !== undefined && endsAt < notBefore
    const dueAt = isEarly ? notBefore : endsAt
    const timer = dueAt && { merchantId, payoutId, sourceId, dueAt, isQuiet }
    waiting.set(`${merchantId} ${payoutId}`, timer)
  }
  if (waiting.size === 0) return
  const timers = [...waiting.values()].filter((timer) => timer !== null)
  const ended = [...waiting].flatMap(([key, timer]) => {
    const [merchantId = "", payoutId = ""] = key.split(" ")
    return timer === null ? [{ merchantId, payoutId }] : []
  })
  if (timers.length > 0) context.later(() => setSilenceTimers(client, timers))
  if (ended.length > 0) context.later(() => clearSilenceTimers(client, ended))
}
