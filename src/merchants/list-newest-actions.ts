import type { Queryable } from "../postgres/pool.ts"

export interface NewestAction {
  readonly id: string
  readonly action: string
}

/** What people and keys did last. */
export async function listNewestActions(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<readonly NewestAction[]> {
  const { rows } = await queryable.query<NewestAction>({
    name: "list_newest_actions",
    text: `
      select id, action from audit_log
      where merchant_id = $1
      order by id desc
      limit $2`,
    values: [look.merchantId, look.limit],
  })
  return rows
}
