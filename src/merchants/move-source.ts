import { idText } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import { insertAudit } from "./insert-audit.ts"

/**
 * The provider's API of a source is somewhere else now. One whose `base_url` somebody set to another
 * address stays as it is. Call it in a transaction.
 */
export async function moveSource(
  queryable: Queryable,
  move: {
    readonly merchantId: string
    readonly id: string
    readonly from: string
    readonly to: string
    readonly actor: string
  },
): Promise<void> {
  const { merchantId, id, from, to, actor } = move
  if (!(await replaceBaseUrl(queryable, move))) return
  await insertAudit(queryable, {
    merchantId,
    actor,
    action: "source.change",
    object: idText("source", id),
    before: { settings: { base_url: from } },
    after: { settings: { base_url: to } },
  })
}

async function replaceBaseUrl(
  queryable: Queryable,
  move: {
    readonly merchantId: string
    readonly id: string
    readonly from: string
    readonly to: string
  },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update sources
     set settings = jsonb_set(settings, '{base_url}', to_jsonb($4::text)),
       updated_at = paidout_now()
     where merchant_id = $1 and id = $2 and settings ->> 'base_url' = $3`,
    [move.merchantId, move.id, move.from, move.to],
  )
  return rowCount === 1
}
