import { insertDeliveries } from "../delivery/insert-deliveries.ts"
import type { ActiveEndpoint } from "../delivery/list-active-endpoints.ts"
import { PaidoutError } from "../errors.ts"
import { newUuid } from "../ids.ts"
import type { Keyring } from "../merchants/keyring.ts"
import { selectsType, type Change } from "../payout/canonical.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { Later } from "../postgres/transaction.ts"
import { seal } from "../seal.ts"
import { findDialect } from "./dialects.ts"

/**
 * Makes a delivery of each change for each endpoint that wants it, in the transaction that applied
 * the change: there is no moment in which one is stored and the other is not. The bytes are
 * frozen here; endpoints of one format share them. Returns how many deliveries were made.
 */
export async function queueDeliveries(
  client: PoolClient,
  changes: readonly Change[],
  context: {
    readonly keyring: Keyring
    /** Of the changes' merchants. */
    readonly endpoints: readonly ActiveEndpoint[]
    readonly now: string
    readonly later: Later
  },
): Promise<number> {
  const { endpoints } = context
  if (changes.length === 0 || endpoints.length === 0) return 0
  const merchantIds = [...new Set(changes.map((change) => change.merchantId))]
  const wanted = changes.flatMap((change) =>
    endpoints
      .filter((endpoint) => wants(endpoint, change))
      .map((endpoint) => ({ change, endpoint })),
  )
  if (wanted.length === 0) return 0

  const bodies = new Map<string, { change: Change; endpoint: ActiveEndpoint }>()
  for (const each of wanted) bodies.set(`${each.change.eventId} ${each.endpoint.format}`, each)
  const dataKeys = new Map(
    await Promise.all(
      merchantIds.map(async (id) => [id, await context.keyring.sealingKey(id)] as const),
    ),
  )
  const createdAt = new Date(context.now)
  const rows = {
    bodies: [...bodies.values()].map(({ change, endpoint }) => {
      const dataKey = dataKeys.get(change.merchantId)
      const dialect = findDialect(endpoint.dialect)
      // A newer hub on this database knows it: the messages wait for that one, none is parked.
      if (dialect === undefined) throw new PaidoutError("dialect_unknown")
      if (dataKey === undefined) throw new PaidoutError("internal", "A merchant has no data key.")
      return {
        merchantId: change.merchantId,
        eventId: change.eventId,
        format: endpoint.format,
        bodySealed: seal(dataKey, Buffer.from(dialect.body(change, endpoint.version))),
      }
    }),
    deliveries: wanted.map(({ change, endpoint }) => ({
      merchantId: change.merchantId,
      id: newUuid(),
      endpointId: endpoint.id,
      eventId: change.eventId,
      format: endpoint.format,
      type: change.type,
      subject: change.subject,
      subjectId: subjectId(change),
      sequence: change.sequence,
      createdAt,
    })),
  }
  context.later(() => insertDeliveries(client, rows))
  return wanted.length
}

function wants(endpoint: ActiveEndpoint, change: Change): boolean {
  return endpoint.merchantId === change.merchantId && selectsType(endpoint.eventTypes, change.type)
}

function subjectId(change: Change): string {
  switch (change.subject) {
    case "payout":
      return change.payout.id
    case "batch":
      return change.batch.id
    case "payment":
      return change.payment.id
  }
}
