import type { Queryable } from "../../postgres/pool.ts"
import type { SandboxKeyring } from "../sandbox-context.ts"
import { ECHO_REQUEST_COLUMNS, echoRequestFromRow, type EchoRequestRow } from "./echo-row.ts"
import type { EchoHead, EchoRequest } from "./echo.ts"

export interface WholeEchoRequest extends EchoRequest {
  readonly head: EchoHead
  /** As much of it as was kept. */
  readonly body: Buffer
}

export async function findEchoRequest(
  { pool, keyring }: { readonly pool: Queryable; readonly keyring: SandboxKeyring },
  key: { readonly merchantId: string; readonly echoId: string; readonly id: string },
): Promise<WholeEchoRequest | undefined> {
  const row = await readRequest(pool, key)
  if (row === undefined) return undefined
  const head = await keyring.open(key.merchantId, row.head_sealed)
  return {
    ...echoRequestFromRow(row),
    head: JSON.parse(head.toString("utf8")) as EchoHead,
    body: await keyring.open(key.merchantId, row.body_sealed),
  }
}

async function readRequest(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly echoId: string; readonly id: string },
) {
  const { rows } = await queryable.query<
    EchoRequestRow & { readonly head_sealed: Buffer; readonly body_sealed: Buffer }
  >(
    `select ${ECHO_REQUEST_COLUMNS}, head_sealed, body_sealed from sandbox_echo_requests
     where merchant_id = $1 and echo_id = $2 and id = $3`,
    [key.merchantId, key.echoId, key.id],
  )
  return rows[0]
}
