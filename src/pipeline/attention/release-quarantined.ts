import { countQuarantined } from "../../inbox/lock-quarantined.ts"
import { noteInAttentionItem } from "../../ledger/note-in-attention-item.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { closeEmptied, releasePart } from "../receive/release-part.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"

/** What one call looks at: the next goes on where it stopped. */
const MESSAGES_MAX = 500

export interface QuarantineRelease {
  readonly released: number
  /** They do not verify with today's secrets: they stay. */
  readonly stillRefused: number
  /** Not looked at yet: call again. */
  readonly left: number
}

/**
 * Lets those quarantined messages of a source settle that verify with today's secrets, oldest
 * first. How far it came stands in the item, so that what never verifies does not hold up the rest;
 * after the last of them it begins again with the first.
 */
export async function releaseQuarantined(
  context: OperatorContext,
  wish: OperatorWish & {
    readonly itemId: string
    readonly sourceId: string
    /** `releasePlaceOf` the item. */
    readonly after: string | null
  },
): Promise<QuarantineRelease> {
  let after = wish.after
  let released = 0
  let stillRefused = 0
  let left = 0
  while (released + stillRefused < MESSAGES_MAX) {
    const step = await inTransaction(context.pool, (client) =>
      releaseSome(client, context, { ...wish, after }),
    )
    released += step.released
    stillRefused += step.looked - step.released
    ;({ after, left } = step)
    if (left === 0) break
  }
  if (released > 0) context.onCommitted()
  return { released, stillRefused, left }
}

export function releasePlaceOf(detail: Readonly<Record<string, unknown>>): string | null {
  const { release_place: place } = detail
  return typeof place === "string" ? place : null
}

async function releaseSome(
  client: PoolClient,
  { keyring }: OperatorContext,
  wish: Parameters<typeof releaseQuarantined>[1],
) {
  const { merchantId, sourceId, itemId } = wish
  const { released, looked, place } = await releasePart(client, keyring, wish)
  const left =
    place === null ? 0 : await countQuarantined(client, { merchantId, sourceId, after: place })
  const next = left === 0 ? null : place
  await noteInAttentionItem(client, { merchantId, id: itemId, detail: { release_place: next } })
  await closeEmptied(client, merchantId, [sourceId])
  return { released, looked, after: next, left }
}
