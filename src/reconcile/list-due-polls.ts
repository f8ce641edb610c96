import type { Queryable } from "../postgres/pool.ts"
import type { Poll } from "./poll.ts"

export type DuePoll = Pick<
  Poll,
  "merchantId" | "subject" | "subjectId" | "sourceId" | "urgency" | "isQuiet"
>

/** What of a source is to be asked for now: what is urgent first, then by when it was due. Locks nothing. */
export async function listDuePolls(
  queryable: Queryable,
  page: { readonly merchantId: string; readonly sourceId: string; readonly limit: number },
): Promise<readonly DuePoll[]> {
  const { merchantId, sourceId, limit } = page
  const { rows } = await queryable.query<{
    subject: Poll["subject"]
    subject_id: string
    urgency: number
    is_quiet: boolean
  }>({
    name: "list_due_polls",
    // The index of due polls begins with the source; the primary key by merchant reads all of them.
    text: `
      (select subject, subject_id, urgency, is_quiet from polls
       where source_id = $2 and urgency = 0 and due_at <= paidout_now()
         and merchant_id is not distinct from $1
       order by due_at limit $3)
      union all
      (select subject, subject_id, urgency, is_quiet from polls
       where source_id = $2 and urgency = 1 and due_at <= paidout_now()
         and merchant_id is not distinct from $1
       order by due_at limit $3)
      limit $3`,
    values: [merchantId, sourceId, limit],
  })
  return rows.map((row) => ({
    merchantId,
    sourceId,
    subject: row.subject,
    subjectId: row.subject_id,
    urgency: row.urgency === 0 ? "soon" : "usual",
    isQuiet: row.is_quiet,
  }))
}
