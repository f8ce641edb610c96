import type { Queryable } from "../postgres/pool.ts"

/** Who made these, by their outside ids, as the audit log has it. */
export async function findMakers(
  queryable: Queryable,
  wanted: {
    readonly merchantId: string
    /** `api_key.create`. */
    readonly action: string
    readonly objects: readonly string[]
  },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await queryable.query<{ object: string; actor: string }>(
    `select distinct on (object) object, actor from audit_log
     where merchant_id = $1 and object = any ($2::text[]) and action = $3
     order by object, id`,
    [wanted.merchantId, wanted.objects, wanted.action],
  )
  return new Map(rows.map(({ object, actor }) => [object, actor]))
}
