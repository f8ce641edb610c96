import type { Queryable } from "../../postgres/pool.ts"

/**
 * Moves the one clock ahead to this moment; one that is there already, or beyond, stays: it never
 * goes back, whoever else moves it. As seconds, since days of an interval are not all of 24 hours.
 */
export async function setClock(queryable: Queryable, to: Date): Promise<void> {
  await queryable.query(
    `update clock set ahead = wanted.ahead
     from (
       select make_interval(
         secs => extract(epoch from $1::timestamptz - paidout_server_now())::float8) as ahead
     ) as wanted
     where clock.ahead < wanted.ahead`,
    [to],
  )
}
