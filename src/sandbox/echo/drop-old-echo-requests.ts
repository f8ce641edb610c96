import type { Queryable } from "../../postgres/pool.ts"
import { ECHO_LIMITS } from "./echo.ts"

/** Leaves the newest of a receiver. */
export async function dropOldEchoRequests(
  queryable: Queryable,
  echo: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await queryable.query(
    `delete from sandbox_echo_requests
     where merchant_id = $1 and echo_id = $2 and id <= (
       select id from sandbox_echo_requests
       where merchant_id = $1 and echo_id = $2
       order by id desc
       offset $3
       limit 1)`,
    [echo.merchantId, echo.id, ECHO_LIMITS.requestsMax],
  )
}
