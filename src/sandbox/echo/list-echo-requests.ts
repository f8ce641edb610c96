import type { Queryable } from "../../postgres/pool.ts"
import { ECHO_REQUEST_COLUMNS, echoRequestFromRow, type EchoRequestRow } from "./echo-row.ts"
import type { EchoRequest } from "./echo.ts"

/** What a receiver was sent, newest first, below the id `before`. */
export async function listEchoRequests(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly echoId: string
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<readonly EchoRequest[]> {
  const { rows } = await queryable.query<EchoRequestRow>(
    `select ${ECHO_REQUEST_COLUMNS} from sandbox_echo_requests
     where merchant_id = $1 and echo_id = $2 and ($3::uuid is null or id < $3)
     order by id desc
     limit $4`,
    [page.merchantId, page.echoId, page.before ?? null, page.limit],
  )
  return rows.map(echoRequestFromRow)
}
