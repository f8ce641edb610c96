import { byteaArray, plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AttemptCause } from "./attempt-cause.ts"
import { endpointVerdicts } from "./endpoint-verdicts.ts"

export interface FinishedAttempt {
  readonly merchantId: string
  readonly deliveryId: string
  readonly endpointId: string
  readonly attemptId: string
  readonly trigger: string
  readonly url: string
  /** How long ago it began, so that the time of it is by the one clock. */
  readonly startedAgoMs: number
  readonly durationMs: number
  readonly outcome: "success" | "failure"
  readonly responseStatus: number | null
  readonly responseHeaders: Readonly<Record<string, string>> | null
  readonly responseBody: Buffer | null
  readonly cause: AttemptCause | null
  readonly error: string | null
  /** What becomes of the delivery, if the claim is still ours. */
  readonly state: "delivered" | "retrying" | "exhausted"
  /** Exactly when the state is `retrying`. */
  readonly retryInMs: number | null
  /** From now on it stands in its endpoint's retry queue. Default false. */
  readonly joinsRetryQueue?: boolean
}

/**
 * Keeps the attempts, one per delivery, and moves these on. A claim that was taken over meanwhile is
 * another worker's to decide: then the attempt is kept and counted, and nothing else changes.
 * Rows of the queue are locked before deliveries, as everywhere. Returns how many were ours.
 *
 * The health of the endpoints is kept here too, so that an attempt and what it says of its endpoint
 * are never apart. It is written while an endpoint fails, and once when it works again; what came
 * of an address that it no longer has says nothing.
 */
export async function recordAttempts(
  queryable: Queryable,
  batch: { readonly workerId: string; readonly attempts: readonly FinishedAttempt[] },
): Promise<number> {
  const { attempts } = batch
  const verdicts = endpointVerdicts(attempts)
  const { rows } = await queryable.query<{ owned: number }>({
    name: "record_attempts",
    text: `
      with moment as materialized (
        select paidout_now() as at
      ), result as materialized (
        select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
          $7::integer[], $8::integer[], $9::text[], $10::smallint[], $11::jsonb[], $12::bytea[],
          $13::text[], $14::text[], $15::text[], $16::bigint[], $25::boolean[], $26::uuid[])
        as u (merchant_id, delivery_id, attempt_id, trigger, url, started_ago_ms, duration_ms,
          outcome, response_status, response_headers, response_body, cause, error, state,
          retry_in_ms, joins_retry_queue, endpoint_id)
      ), finished as (
        delete from due_deliveries as d using result
        where d.merchant_id = any (array[result.merchant_id])
          and d.delivery_id = result.delivery_id
          and d.claimed_by = $1 and result.retry_in_ms is null
        returning d.merchant_id, d.delivery_id, d.resend_id, d.endpoint_id
      ), rescheduled as (
        update due_deliveries as d
        set due_at = moment.at + result.retry_in_ms * interval '1 millisecond',
          tries = d.tries + 1, trigger = 'automatic', claimed_by = null, claimed_at = null,
          in_retry_queue = d.in_retry_queue or result.joins_retry_queue
        from result cross join moment
        where d.merchant_id = any (array[result.merchant_id])
          and d.delivery_id = result.delivery_id
          and d.claimed_by = $1 and result.retry_in_ms is not null
        returning d.merchant_id, d.delivery_id
      ), owned as materialized (
        select merchant_id, delivery_id from finished union all select * from rescheduled
      ), tallied as (
        insert into resend_tallies (merchant_id, resend_id, endpoint_id, delivered, failed)
        select f.merchant_id, f.resend_id, f.endpoint_id,
          count(*) filter (where result.state = 'delivered'),
          count(*) filter (where result.state <> 'delivered')
        from finished as f join result using (merchant_id, delivery_id)
        where f.resend_id is not null
        group by f.merchant_id, f.resend_id, f.endpoint_id
      ), summed as (
        insert into tallies_new (merchant_id, kind, starts_at, subject_id, word, count, last_at)
        select result.merchant_id, 'attempt', tally_start(60, moment.at), result.endpoint_id,
          result.outcome, count(*), moment.at
        from result cross join moment
        group by result.merchant_id, result.endpoint_id, result.outcome, moment.at
      ), counted as (
        update deliveries as d
        set attempts = d.attempts + 1,
          state = case when verdict.ours then verdict.state else d.state end,
          last_status = case when verdict.ours then verdict.response_status else d.last_status end,
          last_cause = case when verdict.ours then verdict.cause else d.last_cause end,
          finished_at = case
            when verdict.ours and verdict.retry_in_ms is null then moment.at
            else d.finished_at
          end
        from (
          select result.*, (merchant_id, delivery_id) in (select * from owned) as ours from result
        ) as verdict cross join moment
        where d.merchant_id = verdict.merchant_id and d.id = verdict.delivery_id
        returning d.merchant_id, d.id, d.attempts
      ), kept as (
        insert into attempts (merchant_id, id, delivery_id, number, trigger, url, started_at,
          duration_ms, outcome, response_status, response_headers, response_body, cause, error)
        select result.merchant_id, result.attempt_id, result.delivery_id, counted.attempts,
          result.trigger, result.url,
          moment.at - result.started_ago_ms * interval '1 millisecond',
          result.duration_ms, result.outcome, result.response_status, result.response_headers,
          result.response_body, result.cause, result.error
        from result
        join counted on counted.merchant_id = result.merchant_id and counted.id = result.delivery_id
        cross join moment
      ), health as (
        insert into endpoint_health as h (merchant_id, endpoint_id, failing_since, last_failed_at,
          last_status, last_cause, last_error)
        select verdict.merchant_id, verdict.endpoint_id,
          moment.at - verdict.first_ago_ms * interval '1 millisecond',
          moment.at - verdict.last_ago_ms * interval '1 millisecond',
          verdict.status, verdict.cause, verdict.error
        from unnest($17::uuid[], $18::uuid[], $19::text[], $20::bigint[], $21::bigint[],
            $22::smallint[], $23::text[], $24::text[])
          as verdict (merchant_id, endpoint_id, url, first_ago_ms, last_ago_ms, status, cause,
            error)
        join endpoints as e on e.merchant_id = verdict.merchant_id and e.id = verdict.endpoint_id
          and e.url = verdict.url and e.deleted_at is null
        cross join moment
        where verdict.first_ago_ms is not null or exists (
          select from endpoint_health as known
          where known.merchant_id = verdict.merchant_id
            and known.endpoint_id = verdict.endpoint_id and known.failing_since is not null
        )
        order by verdict.merchant_id, verdict.endpoint_id
        on conflict (merchant_id, endpoint_id) do update
          set failing_since = case
              when excluded.failing_since is null then null
              else least(h.failing_since, excluded.failing_since)
            end,
            last_failed_at = coalesce(excluded.last_failed_at, h.last_failed_at),
            last_status = case when excluded.failing_since is null
              then h.last_status else excluded.last_status end,
            last_cause = coalesce(excluded.last_cause, h.last_cause),
            last_error = case when excluded.failing_since is null
              then h.last_error else excluded.last_error end
      )
      select count(*)::integer as owned from owned`,
    values: [
      batch.workerId,
      plainArray(attempts.map((each) => each.merchantId)),
      plainArray(attempts.map((each) => each.deliveryId)),
      plainArray(attempts.map((each) => each.attemptId)),
      textArray(attempts.map((each) => each.trigger)),
      textArray(attempts.map((each) => each.url)),
      plainArray(attempts.map((each) => Math.max(0, Math.round(each.startedAgoMs)))),
      plainArray(attempts.map((each) => each.durationMs)),
      textArray(attempts.map((each) => each.outcome)),
      plainArray(attempts.map((each) => each.responseStatus)),
      textArray(
        attempts.map((each) =>
          each.responseHeaders === null ? null : JSON.stringify(each.responseHeaders),
        ),
      ),
      byteaArray(attempts.map((each) => each.responseBody)),
      textArray(attempts.map((each) => each.cause)),
      textArray(attempts.map((each) => each.error)),
      textArray(attempts.map((each) => each.state)),
      plainArray(attempts.map((each) => each.retryInMs)),
      plainArray(verdicts.map((each) => each.merchantId)),
      plainArray(verdicts.map((each) => each.endpointId)),
      textArray(verdicts.map((each) => each.url)),
      plainArray(verdicts.map((each) => each.failure?.firstAgoMs ?? null)),
      plainArray(verdicts.map((each) => each.failure?.lastAgoMs ?? null)),
      plainArray(verdicts.map((each) => each.failure?.status ?? null)),
      textArray(verdicts.map((each) => each.failure?.cause ?? null)),
      textArray(verdicts.map((each) => each.failure?.error ?? null)),
      plainArray(attempts.map((each) => (each.joinsRetryQueue === true ? "t" : "f"))),
      plainArray(attempts.map((each) => each.endpointId)),
    ],
  })
  return rows[0]?.owned ?? 0
}
