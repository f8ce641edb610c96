import { findClock } from "../../mail/find-clock.ts"
import type { ChangedSource } from "../../merchants/change-source.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { recallHeldEvents } from "../../reconcile/recall-held-events.ts"
import { restartSilenceTimers } from "../../reconcile/restart-silence-timers.ts"
import { silenceEnd } from "../apply/silence-end.ts"

/**
 * What follows from a change of a source, in its transaction. A source that was disabled could not
 * have heard a word: its silence begins anew. What waits for its API is tried at once where what
 * stood in the way may have been mended.
 */
export async function followSourceChange(
  client: PoolClient,
  { before, after, hasNewCredentials }: ChangedSource,
): Promise<void> {
  const key = { merchantId: after.merchantId, sourceId: after.id }
  const isEnabledAgain = before.disabledAt !== null && after.disabledAt === null
  if (isEnabledAgain) {
    const dueAt = silenceEnd(after.settings, (await findClock(client)).now)
    if (dueAt !== null) await restartSilenceTimers(client, { ...key, dueAt })
  }
  const isElsewhere = before.settings.base_url !== after.settings.base_url
  if (isEnabledAgain || hasNewCredentials || isElsewhere) await recallHeldEvents(client, key)
}
