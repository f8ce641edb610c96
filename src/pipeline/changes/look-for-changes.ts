import { findNewestDeliveries } from "../../delivery/find-newest-deliveries.ts"
import { findNewestMessages } from "../../inbox/find-newest-messages.ts"
import { findNewestAttention } from "../../ledger/find-newest-attention.ts"
import { findNewestHistory } from "../../ledger/find-newest-history.ts"
import { listNewestActions } from "../../merchants/list-newest-actions.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { topicsOfAction, type Topic } from "./topics.ts"

/**
 * The newest so many, not the newest one alone: who commits later may have the smaller id. What is
 * older than all of these and committed just now is seen with the next of its kind.
 */
const NEWEST_MAX = 32

/** One room's mark of a merchant: as long as it is the same text, nothing has changed there. */
export interface ChangeProbe {
  readonly topics: readonly Topic[]
  find(
    queryable: Queryable,
    look: { readonly merchantId: string; readonly limit: number },
  ): Promise<string>
}

const PROBES: readonly ChangeProbe[] = [
  // What an event did to a payout also settles its message.
  { topics: ["payouts", "messages"], find: findNewestHistory },
  { topics: ["messages"], find: findNewestMessages },
  { topics: ["deliveries"], find: findNewestDeliveries },
  { topics: ["attention"], find: findNewestAttention },
]

export interface ChangeLook {
  /** What has changed since the look before; nothing at the first one. */
  look(): Promise<readonly Topic[]>
}

/** Looks by probes of indexes that are there anyway, so whoever writes pays nothing for it. */
export function lookForChanges(
  queryable: Queryable,
  options: { readonly merchantId: string; readonly probes: readonly ChangeProbe[] },
): ChangeLook {
  const key = { merchantId: options.merchantId, limit: NEWEST_MAX }
  const probes = [...PROBES, ...options.probes]
  const marks = new Map<ChangeProbe, string>()
  let actions: ReadonlySet<string> | undefined

  async function changedActions(): Promise<readonly Topic[]> {
    const newest = await listNewestActions(queryable, key)
    const known = actions
    actions = new Set(newest.map(({ id }) => id))
    if (known === undefined) return []
    return newest
      .filter(({ id }) => !known.has(id))
      .flatMap(({ action }) => [...topicsOfAction(action)])
  }

  return {
    async look() {
      const changed = new Set(await changedActions())
      for (const probe of probes) {
        const mark = await probe.find(queryable, key)
        const before = marks.get(probe)
        marks.set(probe, mark)
        if (before !== undefined && before !== mark) {
          for (const topic of probe.topics) changed.add(topic)
        }
      }
      return [...changed]
    },
  }
}
