import type { Queryable } from "../postgres/pool.ts"
import type { TimeSpan } from "../time-span.ts"

export interface AttemptFigures {
  readonly attempts: number
  /** Attempts that the endpoint took: each of them delivered something. */
  readonly delivered: number
  /** First attempts of a delivery, and how many of them were taken. */
  readonly firstAttempts: number
  readonly firstAttemptsDelivered: number
}

interface CountRow {
  readonly attempts: string
  readonly delivered: string
  readonly first_attempts: string
  readonly first_attempts_delivered: string
}

/**
 * Counts the attempts begun within the time. The ids bound the partitions and the part of the
 * primary key that is read.
 */
export async function countAttempts(
  queryable: Queryable,
  merchantId: string,
  { from, to, idsFrom, idsTo }: TimeSpan,
): Promise<AttemptFigures> {
  const { rows } = await queryable.query<CountRow>(
    `select count(*) as attempts,
       count(*) filter (where outcome = 'success') as delivered,
       count(*) filter (where number = 1) as first_attempts,
       count(*) filter (where number = 1 and outcome = 'success') as first_attempts_delivered
     from attempts
     where merchant_id = $1 and id >= uuid_at($2) and id < uuid_at($3)
       and started_at >= $4 and started_at < $5`,
    [merchantId, idsFrom, idsTo, from, to],
  )
  const [row] = rows
  return {
    attempts: Number(row?.attempts),
    delivered: Number(row?.delivered),
    firstAttempts: Number(row?.first_attempts),
    firstAttemptsDelivered: Number(row?.first_attempts_delivered),
  }
}
