import type { Queryable } from "../../postgres/pool.ts"
import type { EchoRequest } from "./echo.ts"

export type NewEchoRequest = Omit<EchoRequest, "receivedAt"> & {
  readonly merchantId: string
  readonly headSealed: Buffer
  readonly bodySealed: Buffer
}

/** Of a receiver that was deleted meanwhile nothing is kept. */
export async function insertEchoRequest(
  queryable: Queryable,
  request: NewEchoRequest,
): Promise<void> {
  await queryable.query(
    `insert into sandbox_echo_requests
       (merchant_id, echo_id, id, method, head_sealed, body_sealed, body_bytes, verdict, reason,
        endpoint_id, answered_status)
     select merchant_id, id, $3, $4, $5, $6, $7, $8, $9, $10, $11 from sandbox_echoes
     where merchant_id = $1 and id = $2
     for key share`,
    [
      request.merchantId,
      request.echoId,
      request.id,
      request.method,
      request.headSealed,
      request.bodySealed,
      request.bodyBytes,
      request.verdict,
      request.reason,
      request.endpointId,
      request.answeredStatus,
    ],
  )
}
