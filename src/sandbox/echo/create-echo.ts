import { randomBytes } from "node:crypto"

import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { ECHO_COLUMNS, echoFromRow, type EchoRow } from "./echo-row.ts"
import { ECHO_LIMITS, type Echo, type EchoAnswer } from "./echo.ts"

/** @throws PaidoutError conflict: the merchant has as many as there may be */
export async function createEcho(
  { pool, host }: HostedSandbox,
  wanted: {
    readonly merchantId: string
    readonly actor: string
    readonly name: string
    readonly answer: EchoAnswer
  },
): Promise<Echo> {
  return inTransaction(pool, async (client) => {
    await lockMerchant(client, wanted.merchantId)
    const echo = await insertEcho(client, {
      ...wanted,
      id: newUuid(),
      token: randomBytes(16).toString("hex"),
    })
    if (echo === undefined) {
      const most = ECHO_LIMITS.echoesMax
      throw new PaidoutError("conflict", `There are ${most} receivers already: delete one.`)
    }
    await host.audit(client, {
      merchantId: echo.merchantId,
      actor: wanted.actor,
      action: "sandbox_echo.create",
      object: idText("echo", echo.id),
      after: { name: echo.name, answer: echo.answer },
    })
    return echo
  })
}

/** So that two at the same moment do not make one too many. */
async function lockMerchant(queryable: Queryable, merchantId: string): Promise<void> {
  await queryable.query("select from merchants where id = $1 for no key update", [merchantId])
}

async function insertEcho(
  queryable: Queryable,
  echo: Pick<Echo, "merchantId" | "id" | "token" | "name" | "answer">,
): Promise<Echo | undefined> {
  const { merchantId, id, token, name, answer } = echo
  const { rows } = await queryable.query<EchoRow>(
    `insert into sandbox_echoes
       (merchant_id, id, token, name, answer_status, answer_delay_ms, answer_body)
     select $1, $2, $3, $4, $5, $6, $7
     where (select count(*) from sandbox_echoes where merchant_id = $1) < $8
     returning ${ECHO_COLUMNS}`,
    [
      merchantId,
      id,
      token,
      name,
      answer.status,
      answer.delayMs,
      answer.body,
      ECHO_LIMITS.echoesMax,
    ],
  )
  return rows[0] && echoFromRow(rows[0])
}
