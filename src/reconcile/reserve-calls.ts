import type { Queryable } from "../postgres/pool.ts"

/** So many calls may go out together after a rest. */
const BURST_CALLS = 5
/** Who asks for no urgent reason leaves so many of them to those who do. */
const SPARED_CALLS = 4

/**
 * Takes room for calls to a source's provider, over all processes: there is one moment from which the
 * next call is allowed, and whoever calls moves it on. `null`: they may go out now. Otherwise nothing
 * was taken, and it is worth trying again after so many milliseconds. By the server's own time: moving
 * the sandbox's clock allows no more calls. A read that takes more calls than a burst has its room
 * as soon as there is any, and others wait the longer.
 */
export async function reserveCalls(
  queryable: Queryable,
  request: {
    readonly merchantId: string
    readonly sourceId: string
    readonly calls: number
    readonly callsPerSecond: number
    /** The least urgent: it takes only what nobody else is about to need. */
    readonly isPatient?: boolean
  },
): Promise<number | null> {
  const { merchantId, sourceId, calls, callsPerSecond, isPatient = false } = request
  const gapMs = 1_000 / callsPerSecond
  const { rows } = await queryable.query<{ wait_ms: number | null }>({
    name: "reserve_calls",
    text: `
      with taken as (
        insert into call_budgets as b (merchant_id, source_id, free_at)
        values ($1, $2, paidout_server_now() - $4::float8 * interval '1 ms'
          + $3::float8 * interval '1 ms')
        on conflict (merchant_id, source_id) do update set
          free_at = greatest(b.free_at, paidout_server_now() - $4::float8 * interval '1 ms')
            + $3::float8 * interval '1 ms'
          where b.free_at <= paidout_server_now() - $5::float8 * interval '1 ms'
        returning free_at
      )
      select case when not exists (select from taken) then
        (select
           greatest(1, ceil(extract(epoch from free_at - paidout_server_now()) * 1000 + $5))::float8
         from call_budgets where merchant_id = $1 and source_id = $2)
      end as wait_ms`,
    values: [
      merchantId,
      sourceId,
      calls * gapMs,
      (BURST_CALLS - 1) * gapMs,
      isPatient ? SPARED_CALLS * gapMs : 0,
    ],
  })
  return rows[0]?.wait_ms ?? null
}
