import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { ECHO_COLUMNS, echoFromRow, type EchoRow } from "./echo-row.ts"
import type { Echo, EchoAnswer } from "./echo.ts"
import { findEcho } from "./find-echo.ts"

interface EchoChange {
  readonly merchantId: string
  readonly id: string
  readonly name: string
  readonly answer: EchoAnswer
}

/** @throws PaidoutError not_found */
export async function changeEcho(
  { pool, host }: HostedSandbox,
  change: EchoChange & { readonly actor: string },
): Promise<Echo> {
  return inTransaction(pool, async (client) => {
    const before = await findEcho(client, change)
    const echo = await updateEcho(client, change)
    if (before === undefined || echo === undefined) throw new PaidoutError("not_found")
    await host.audit(client, {
      merchantId: echo.merchantId,
      actor: change.actor,
      action: "sandbox_echo.update",
      object: idText("echo", echo.id),
      before: { name: before.name, answer: before.answer },
      after: { name: echo.name, answer: echo.answer },
    })
    return echo
  })
}

async function updateEcho(queryable: Queryable, change: EchoChange): Promise<Echo | undefined> {
  const { merchantId, id, name, answer } = change
  const { rows } = await queryable.query<EchoRow>(
    `update sandbox_echoes
     set name = $3, answer_status = $4, answer_delay_ms = $5, answer_body = $6,
       updated_at = paidout_now()
     where merchant_id = $1 and id = $2
     returning ${ECHO_COLUMNS}`,
    [merchantId, id, name, answer.status, answer.delayMs, answer.body],
  )
  return rows[0] && echoFromRow(rows[0])
}
