import type { Queryable } from "../postgres/pool.ts"

/** So many tries at once after a rest, and then one in so many seconds. */
export interface TryRate {
  readonly burst: number
  readonly secondsPerTry: number
}

/**
 * 0: a try was taken. Else how long until there is one, in ms. Of all processes together; the
 * condition is the update's own, so that tries at one moment are counted, too.
 */
export async function takeLoginTry(
  queryable: Queryable,
  name: Buffer,
  { burst, secondsPerTry }: TryRate,
): Promise<number> {
  const { rows } = await queryable.query<{ wait_ms: number }>(
    `with taken as (
       insert into login_tries as t (name, full_at)
       values ($1, paidout_server_now() + $2 * interval '1 second')
       on conflict (name) do update
         set full_at = greatest(t.full_at, paidout_server_now()) + $2 * interval '1 second'
         where t.full_at <= paidout_server_now() + $3 * interval '1 second'
       returning 1
     )
     select case when exists (select from taken) then 0 else greatest(1, coalesce((
       select ceil(1000 * extract(epoch from full_at - paidout_server_now()
         - $3 * interval '1 second')) from login_tries where name = $1
     ), 1000)) end::float8 as wait_ms`,
    [name, secondsPerTry, (burst - 1) * secondsPerTry],
  )
  return rows[0]?.wait_ms ?? 0
}
