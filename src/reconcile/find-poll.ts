import type { Queryable } from "../postgres/pool.ts"

/** How asking for something stands, for a person. */
export interface PollStanding {
  readonly nextAt: Date | null
  readonly askedAt: Date | null
  readonly tries: number
  readonly finding: string | null
  readonly detail: string | null
}

/**
 * Undefined: it is not asked for. What keeps the whole source from being asked is a finding of each
 * that is due.
 */
export async function findPoll(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly subjectId: string },
): Promise<PollStanding | undefined> {
  const { rows } = await queryable.query<{
    due_at: Date | null
    asked_at: Date | null
    tries: number
    finding: string | null
    detail: string | null
  }>({
    name: "find_poll",
    text: `
      select p.due_at, p.asked_at, p.tries,
        case when b.finding is null then p.finding else b.finding end as finding,
        case when b.finding is null then p.detail else b.detail end as detail
      from polls p
      left join call_budgets b on b.merchant_id = p.merchant_id and b.source_id = p.source_id
        and b.failing_since is not null and p.due_at <= paidout_now()
      where p.merchant_id = $1 and p.subject_id = $2`,
    values: [key.merchantId, key.subjectId],
  })
  const [row] = rows
  if (row === undefined) return undefined
  const { due_at: nextAt, asked_at: askedAt, tries, finding, detail } = row
  return { nextAt, askedAt, tries, finding, detail }
}
