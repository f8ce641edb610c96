import type { Queryable } from "../postgres/pool.ts"

/** One try, as it is shown. */
export interface RecordedAttempt {
  readonly id: string
  readonly number: number
  readonly trigger: string
  readonly url: string
  readonly startedAt: Date
  readonly durationMs: number
  readonly outcome: "success" | "failure"
  readonly responseStatus: number | null
  readonly responseHeaders: Readonly<Record<string, string>> | null
  readonly responseBody: Buffer | null
  readonly cause: string | null
  readonly error: string | null
}

/** The newest attempts of a delivery, newest first. */
export async function listAttempts(
  queryable: Queryable,
  delivery: { readonly merchantId: string; readonly id: string; readonly limit: number },
): Promise<readonly RecordedAttempt[]> {
  const { rows } = await queryable.query<{
    id: string
    number: number
    trigger: string
    url: string
    started_at: Date
    duration_ms: number
    outcome: "success" | "failure"
    response_status: number | null
    response_headers: Readonly<Record<string, string>> | null
    response_body: Buffer | null
    cause: string | null
    error: string | null
  }>(
    `select id, number, trigger, url, started_at, duration_ms, outcome, response_status,
       response_headers, response_body, cause, error
     from attempts
     where merchant_id = $1 and delivery_id = $2
     order by id desc
     limit $3`,
    [delivery.merchantId, delivery.id, delivery.limit],
  )
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    trigger: row.trigger,
    url: row.url,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    outcome: row.outcome,
    responseStatus: row.response_status,
    responseHeaders: row.response_headers,
    responseBody: row.response_body,
    cause: row.cause,
    error: row.error,
  }))
}
