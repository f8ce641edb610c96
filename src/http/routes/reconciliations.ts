import { Type, type Static } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { amountFromDecimal } from "../../payout/money.ts"
import { beginReconciliation } from "../../pipeline/report/begin-reconciliation.ts"
import { cancelRunningReconciliation } from "../../pipeline/report/cancel-reconciliation.ts"
import { FINDING_KINDS } from "../../reconcile/finding-kinds.ts"
import { findReconciliation } from "../../reconcile/find-reconciliation.ts"
import { listReconciliationFindings } from "../../reconcile/list-reconciliation-findings.ts"
import { listReconciliations } from "../../reconcile/list-reconciliations.ts"
import {
  RECONCILIATION_STATES,
  type Reconciliation,
  type StatementRow,
} from "../../reconcile/reconciliation.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf, type Caller } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { findingsCsv, sumsCsv } from "../reconciliation-csv.ts"
import {
  reconciliationFindingView,
  reconciliationView,
  type ReconciliationFindingView,
  type ReconciliationView,
} from "../reconciliation-view.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { Day, NewReconciliation } from "../schemas/reconciliation.ts"

/** 50,000 rows of a statement. */
const bodyBytesMax = 24 * 1024 * 1024
const DECIMALS_MAX = 4

/** Reports that hold a day of a source against its provider, made in the background. */
export function reconciliationRoutes(api: Api, hub: Hub): void {
  const tags = ["reconciliations"]
  const findOwn = async (request: OwnRequest): Promise<Reconciliation> => {
    const id = uuidOf("reconciliation", request.params.id)
    return found(await findReconciliation(hub.pool, { merchantId: request.caller.merchantId, id }))
  }

  api.post(
    "/reconciliations",
    {
      config: { scope: "write" },
      bodyLimit: bodyBytesMax,
      schema: {
        tags,
        summary: "Hold a day of a source against its provider, in the background",
        body: NewReconciliation,
        response: { 202: refTo<ReconciliationView>("Reconciliation") },
      },
    },
    async (request, reply) => {
      const { source_id: sourceId, day, statement = [] } = request.body
      const begun = await beginReconciliation(hub, {
        merchantId: request.caller.merchantId,
        sourceId: uuidOf("source", sourceId),
        day: dayOf(day),
        statement: statement.map(statementRow),
        actor: actorOf(request),
      })
      return reply.code(202).send(reconciliationView(begun))
    },
  )

  api.get(
    "/reconciliations",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List reconciliations",
        querystring: listQuery({
          source_id: Type.Optional(Id("source")),
          day: Type.Optional(Day),
          state: Type.Optional(Type.Enum([...RECONCILIATION_STATES])),
        }),
        response: { 200: listOf<ReconciliationView>("Reconciliation") },
      },
    },
    async (request) => {
      const page = pageOf("reconciliation", request.query)
      const { source_id: sourceId, day, state } = request.query
      const rows = await listReconciliations(hub.pool, {
        ...{ merchantId: request.caller.merchantId, state, ...page },
        sourceId: filterUuid("source", sourceId),
        day: day === undefined ? undefined : dayOf(day),
      })
      return listAnswer("reconciliation", page, { rows, view: reconciliationView })
    },
  )

  api.get(
    "/reconciliations/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One reconciliation and how far it has come",
        params: IdInPath,
        response: { 200: refTo<ReconciliationView>("Reconciliation") },
      },
    },
    async (request) => reconciliationView(await findOwn(request)),
  )

  api.get(
    "/reconciliations/:id/findings",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What a reconciliation found",
        params: IdInPath,
        querystring: listQuery({ kind: Type.Optional(Type.Enum([...FINDING_KINDS])) }),
        response: { 200: listOf<ReconciliationFindingView>("ReconciliationFinding") },
      },
    },
    async (request) => {
      const { merchantId, id: reconciliationId } = await findOwn(request)
      const page = pageOf("reconciliationFinding", request.query)
      const { kind } = request.query
      const of = { merchantId, reconciliationId, kind, ...page }
      const rows = await listReconciliationFindings(hub.pool, of)
      return listAnswer("reconciliationFinding", page, { rows, view: reconciliationFindingView })
    },
  )

  api.get(
    "/reconciliations/:id/report.csv",
    {
      config: { scope: "read" },
      schema: { tags, summary: "All findings as CSV", params: IdInPath, response: Csv },
    },
    async (request, reply) => {
      const reconciliation = await findOwn(request)
      return reply
        .headers(csvHeaders(reconciliation, "findings"))
        .send(findingsCsv(hub.pool, reconciliation))
    },
  )

  api.get(
    "/reconciliations/:id/sums.csv",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Sums by currency and status as CSV",
        params: IdInPath,
        response: Csv,
      },
    },
    async (request, reply) => {
      const reconciliation = await findOwn(request)
      return reply.headers(csvHeaders(reconciliation, "sums")).send(sumsCsv(reconciliation))
    },
  )

  api.post(
    "/reconciliations/:id/cancel",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Cancel a reconciliation: what it found so far stays",
        params: IdInPath,
        response: { 202: refTo<ReconciliationView>("Reconciliation") },
      },
    },
    async (request, reply) => {
      const cancelled = await cancelRunningReconciliation(hub, {
        merchantId: request.caller.merchantId,
        id: uuidOf("reconciliation", request.params.id),
        actor: actorOf(request),
      })
      return reply.code(202).send(reconciliationView(cancelled))
    },
  )
}

interface OwnRequest {
  readonly params: { readonly id: string }
  readonly caller: Caller
}

const Csv = {
  200: { description: "RFC 4180", content: { "text/csv": { schema: Type.Any() } } },
}

function csvHeaders({ day }: Reconciliation, what: string): Record<string, string> {
  return {
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="reconciliation-${day}-${what}.csv"`,
  }
}

/** @throws PaidoutError request_invalid: no calendar has it, like February 30 or the year 0 */
function dayOf(day: string): string {
  const moment = new Date(`${day}T00:00:00Z`)
  const isThere = moment.getUTCFullYear() >= 1 && moment.toISOString().startsWith(day)
  if (isThere) return day
  throw new PaidoutError("request_invalid", "day is no day.", {
    detail: { errors: [{ field: "day", message: "is no day" }] },
  })
}

type GivenRow = NonNullable<Static<typeof NewReconciliation>["statement"]>[number]

/** @throws PaidoutError statement_invalid */
function statementRow(given: GivenRow, index: number): StatementRow {
  const number = index + 1
  const { provider_id: providerId = null, reference = null, currency, status = null } = given
  const amount = amountFromDecimal(given.amount, DECIMALS_MAX)
  const problem =
    amount === undefined
      ? "its amount has more than four decimals, or is too large"
      : "it has neither provider_id nor reference"
  if (amount === undefined || (providerId === null && reference === null)) {
    throw new PaidoutError("statement_invalid", `Row ${number} cannot be read: ${problem}.`, {
      detail: { row: number },
    })
  }
  return { number, providerId, reference, amount: { amount, currency }, status }
}
