import type { Queryable } from "../postgres/pool.ts"

/** A source without its secrets. */
export interface SourceFacts {
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly live: boolean | null
  readonly isSandbox: boolean
  readonly disabledAt: Date | null
}

/** The merchant's sources, oldest first. */
export async function listSourceFacts(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<readonly SourceFacts[]> {
  const { rows } = await queryable.query<SourceFacts>(
    `select id, name, provider, live, is_sandbox as "isSandbox", disabled_at as "disabledAt"
     from sources
     where merchant_id = $1
     order by id
     limit $2`,
    [merchantId, limit],
  )
  return rows
}
