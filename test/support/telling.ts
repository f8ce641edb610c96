import type { PaidoutEvent } from "../../src/payout/event.ts"
import type { Tier, Via } from "../../src/payout/status.ts"
import { tellEvents, type Told } from "../../src/pipeline/tell-events.ts"
import { inTransaction } from "../../src/postgres/transaction.ts"
import type { Source } from "../../src/merchants/source.ts"
import type { HubFixture } from "./hub-fixture.ts"

const VIAS: Readonly<Record<Tier, Via>> = {
  read: "poll",
  webhook: "webhook",
  operator: "operator",
  presumed: "timer",
}

export interface Telling {
  readonly tier?: Tier
  readonly via?: Via
  readonly isQuiet?: boolean
}

/** Tells events as a webhook, a poll, a timer, an operator or an import does, in one transaction. */
export async function tellAs(
  hub: HubFixture,
  source: Source,
  events: readonly PaidoutEvent[],
  { tier = "webhook", via = VIAS[tier], isQuiet = false }: Telling = {},
): Promise<Told> {
  const { merchantId, id: sourceId, provider } = source
  const [clock] = await hub.rows<{ now: Date }>("select paidout_now() as now")
  const now = (clock?.now ?? new Date()).toISOString()
  return inTransaction(hub.settleContext.pool, (client, later) =>
    tellEvents(
      client,
      events.map((event) => ({
        ...{ event, live: event.live ?? true },
        message: { merchantId, sourceId, provider, id: null },
      })),
      { keyring: hub.keyring, via, tier, now, later, isQuiet },
    ),
  )
}

/** The kinds of the open items about this, in order. */
export async function openKinds(hub: HubFixture, subjectId: string): Promise<readonly string[]> {
  const rows = await hub.rows<{ kind: string }>(
    "select kind from attention_items where subject_id = $1 and closed_at is null order by kind",
    [subjectId],
  )
  return rows.map(({ kind }) => kind)
}
