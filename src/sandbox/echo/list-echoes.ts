import type { Queryable } from "../../postgres/pool.ts"
import { ECHO_COLUMNS, echoFromRow, type EchoRow } from "./echo-row.ts"
import { ECHO_LIMITS, type Echo } from "./echo.ts"

/** All of a merchant's, newest first. */
export async function listEchoes(
  queryable: Queryable,
  merchantId: string,
): Promise<readonly Echo[]> {
  const { rows } = await queryable.query<EchoRow>(
    `select ${ECHO_COLUMNS} from sandbox_echoes where merchant_id = $1 order by id desc limit $2`,
    [merchantId, ECHO_LIMITS.echoesMax],
  )
  return rows.map(echoFromRow)
}
