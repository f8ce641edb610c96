import type { Keyring } from "../../src/merchants/keyring.ts"
import type { Source } from "../../src/merchants/source.ts"
import type { PaidoutEvent } from "../../src/payout/event.ts"
import type { Tier, Via } from "../../src/payout/status.ts"
import { tellEvents, type Told } from "../../src/pipeline/tell-events.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { inTransaction } from "../../src/postgres/transaction.ts"

const VIAS: Readonly<Record<Tier, Via>> = {
  read: "poll",
  webhook: "webhook",
  operator: "operator",
  presumed: "timer",
}

interface Telling {
  readonly tier?: Tier
  readonly via?: Via
  readonly isQuiet?: boolean
}

/** Tells events as a webhook, a poll, a timer, an operator or an import does, in one transaction. */
export function tellAs(
  hub: { readonly pool: Pool; readonly keyring: Keyring },
  source: Pick<Source, "merchantId" | "id" | "provider">,
  events: readonly PaidoutEvent[],
  { tier = "webhook", via = VIAS[tier], isQuiet = false }: Telling = {},
): Promise<Told> {
  const { merchantId, id: sourceId, provider } = source
  return inTransaction(hub.pool, async (client, later) => {
    const { rows } = await client.query<{ now: Date }>("select paidout_now() as now")
    const now = (rows[0]?.now ?? new Date()).toISOString()
    const told = events.map((event) => ({
      ...{ event, live: event.live ?? true },
      message: { merchantId, sourceId, provider, id: null },
    }))
    const { keyring } = hub
    return tellEvents(client, told, { keyring, via, tier, now, later, isQuiet })
  })
}

/** The kinds of the open items about this, in order. */
export async function openKinds(pool: Pool, subjectId: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ kind: string }>(
    "select kind from attention_items where subject_id = $1 and closed_at is null order by kind",
    [subjectId],
  )
  return rows.map(({ kind }) => kind)
}
