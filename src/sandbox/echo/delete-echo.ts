import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { ECHO_COLUMNS, echoFromRow, type EchoRow } from "./echo-row.ts"
import type { Echo } from "./echo.ts"

/**
 * With all that it was sent.
 * @throws PaidoutError not_found
 */
export async function deleteEcho(
  { pool, host }: HostedSandbox,
  key: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const echo = await removeEcho(client, key)
    if (echo === undefined) throw new PaidoutError("not_found")
    await host.audit(client, {
      merchantId: key.merchantId,
      actor: key.actor,
      action: "sandbox_echo.delete",
      object: idText("echo", echo.id),
      before: { name: echo.name },
    })
  })
}

async function removeEcho(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Echo | undefined> {
  const { rows } = await queryable.query<EchoRow>(
    `delete from sandbox_echoes where merchant_id = $1 and id = $2 returning ${ECHO_COLUMNS}`,
    [key.merchantId, key.id],
  )
  return rows[0] && echoFromRow(rows[0])
}
