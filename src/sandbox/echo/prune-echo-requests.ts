import type { Queryable } from "../../postgres/pool.ts"
import { ECHO_LIMITS } from "./echo.ts"

const prunedMax = 50_000

/** What a receiver was sent is kept for a week of real time, as its ids tell it. */
export async function pruneEchoRequests(queryable: Queryable): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from sandbox_echo_requests where (merchant_id, echo_id, id) in (
       select merchant_id, echo_id, id from sandbox_echo_requests
       where id < uuid_at(paidout_server_now() - make_interval(days => $1))
       limit $2
     )`,
    [ECHO_LIMITS.keptDays, prunedMax],
  )
  return rowCount ?? 0
}
