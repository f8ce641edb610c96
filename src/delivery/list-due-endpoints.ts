import type { Queryable } from "../postgres/pool.ts"
import type { EndpointSettings } from "./endpoint.ts"

/** An endpoint with something in the queue, and all that sending to it takes. */
export interface DueEndpoint {
  readonly merchantId: string
  readonly endpointId: string
  readonly state: "active" | "disabled" | "deleted"
  /** Until its first fresh delivery is due that nobody has; negative: since then. Null: none. */
  readonly dueInMs: number | null
  /** The same of its deliveries that are part of a bulk resend. */
  readonly bulkDueInMs: number | null
  /** The same of the head of its retry queue; infinite while that one is being sent. */
  readonly retryQueueDueInMs: number | null
  /** How long nothing but failures; null: the last attempt worked, or none was made. */
  readonly failingForMs: number | null
  readonly url: string
  readonly dialect: string
  readonly version: string
  readonly settings: EndpointSettings
  readonly secretsSealed: Buffer
  /** Changes with every change of the endpoint. */
  readonly revision: string
}

/** Where to go on after a full page. */
export interface QueuePlace {
  readonly merchantId: string
  readonly endpointId: string
}

export const queueStart: QueuePlace = {
  merchantId: "00000000-0000-0000-0000-000000000000",
  endpointId: "00000000-0000-0000-0000-000000000000",
}

/**
 * Steps from endpoint to endpoint through the queue's index: the cost follows the endpoints that
 * have deliveries waiting, not the length of the queue. Over all merchants: this is the worker's.
 */
export async function listDueEndpoints(
  queryable: Queryable,
  page: { readonly after: QueuePlace; readonly limit: number },
): Promise<readonly DueEndpoint[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    endpoint_id: string
    state: "active" | "disabled" | "deleted"
    due_in_ms: number | null
    bulk_due_in_ms: number | null
    retry_queue_due_in_ms: number | null
    failing_for_ms: number | null
    url: string
    dialect: string
    version: string
    settings: EndpointSettings
    secrets_sealed: Buffer
    revision: string
  }>({
    name: "list_due_endpoints",
    text: `
      with recursive moment as materialized (
        select paidout_now() as at
      ), waiting as (
        select $1::uuid as merchant_id, $2::uuid as endpoint_id, 0 as place
        union all
        select next.merchant_id, next.endpoint_id, waiting.place + 1
        from waiting cross join lateral (
          select d.merchant_id, d.endpoint_id from due_deliveries as d
          where d.endpoint_id > waiting.endpoint_id
          order by d.endpoint_id
          limit 1
        ) as next
        where waiting.place < $3
      )
      select waiting.merchant_id, waiting.endpoint_id,
        case when e.deleted_at is null then e.state else 'deleted' end as state,
        (extract(epoch from fresh.due_at - moment.at) * 1000)::float8 as due_in_ms,
        (extract(epoch from bulk.due_at - moment.at) * 1000)::float8 as bulk_due_in_ms,
        case when head.claimed_by is null
          then (extract(epoch from head.due_at - moment.at) * 1000)::float8 else 'infinity'
        end as retry_queue_due_in_ms,
        (extract(epoch from moment.at - health.failing_since) * 1000)::float8 as failing_for_ms,
        e.url, e.dialect, e.version, e.settings, e.secrets_sealed, e.xmin::text as revision
      from waiting
      cross join moment
      join endpoints as e on e.merchant_id = waiting.merchant_id and e.id = waiting.endpoint_id
      left join lateral (
        select d.due_at from due_deliveries as d
        where d.merchant_id is not distinct from waiting.merchant_id
          and d.endpoint_id = waiting.endpoint_id
          and not d.is_bulk and d.due_at is not null and d.claimed_by is null
          and not d.in_retry_queue
        order by d.due_at
        limit 1
      ) as fresh on true
      left join lateral (
        select d.due_at from due_deliveries as d
        where d.merchant_id is not distinct from waiting.merchant_id
          and d.endpoint_id = waiting.endpoint_id
          and d.is_bulk and d.due_at is not null and d.claimed_by is null
          and not d.in_retry_queue
        order by d.due_at
        limit 1
      ) as bulk on true
      left join lateral (
        select d.claimed_by, coalesce(d.due_at, moment.at) as due_at from due_deliveries as d
        where d.merchant_id is not distinct from waiting.merchant_id
          and (case when d.in_retry_queue then d.endpoint_id end) = waiting.endpoint_id
          and d.in_retry_queue
        order by d.delivery_id
        limit 1
      ) as head on true
      left join endpoint_health as health on health.merchant_id = waiting.merchant_id
        and health.endpoint_id = waiting.endpoint_id
      where waiting.place > 0`,
    values: [page.after.merchantId, page.after.endpointId, page.limit],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    endpointId: row.endpoint_id,
    state: row.state,
    dueInMs: row.due_in_ms,
    bulkDueInMs: row.bulk_due_in_ms,
    retryQueueDueInMs: row.retry_queue_due_in_ms,
    failingForMs: row.failing_for_ms,
    url: row.url,
    dialect: row.dialect,
    version: row.version,
    settings: row.settings,
    secretsSealed: row.secrets_sealed,
    revision: row.revision,
  }))
}
