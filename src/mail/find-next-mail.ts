import type { DueWork } from "../due-work.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What the outbox holds; a mail that is being sent is due until that is recorded. */
export async function findNextMail(queryable: Queryable): Promise<DueWork> {
  const { rows } = await queryable.query<{ is_busy: boolean; next: Date | null }>({
    name: "find_next_mail",
    text: `
      select
        exists (select from mails where state = 'due' and due_at <= paidout_now()) as is_busy,
        (select due_at from mails where state = 'due' and due_at > paidout_now()
         order by due_at
         limit 1) as next`,
  })
  return { isBusy: rows[0]?.is_busy === true, next: rows[0]?.next ?? null }
}
