import type { Queryable } from "../../postgres/pool.ts"
import { ECHO_COLUMNS, echoFromRow, type EchoRow } from "./echo-row.ts"
import type { Echo } from "./echo.ts"

export async function findEcho(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Echo | undefined> {
  const { rows } = await queryable.query<EchoRow>(
    `select ${ECHO_COLUMNS} from sandbox_echoes where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && echoFromRow(rows[0])
}

/** Whose it is, the token alone tells: 128 random bits. */
export async function findEchoByToken(
  queryable: Queryable,
  token: string,
): Promise<Echo | undefined> {
  const { rows } = await queryable.query<EchoRow>(
    `select ${ECHO_COLUMNS} from sandbox_echoes where token = $1`,
    [token],
  )
  return rows[0] && echoFromRow(rows[0])
}
