import { Type, type Static } from "typebox"

import { idText } from "../../ids.ts"
import {
  listAuditEntries,
  type AuditEntry,
  type AuditFilter,
} from "../../merchants/list-audit-entries.ts"
import { listActors } from "../../people/list-actors.ts"
import type { Api } from "../api.ts"
import { csvText } from "../csv.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { CsvAnswer, csvHeaders, listCsv } from "../list-csv.ts"
import { Moment, momentOf } from "../moment.ts"
import { listOf } from "../schemas/parts.ts"

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))

const AUDIT_FILTERS = {
  actor: Text,
  action: Text,
  object: Text,
  from: Moment,
  to: Moment,
}
const AuditQuery = Type.Object(AUDIT_FILTERS, { additionalProperties: false })

const COLUMNS = ["at", "actor", "actor_name", "action", "object", "before", "after", "id"]

export function auditRoutes(api: Api, hub: Hub): void {
  const tags = ["people"]

  api.get(
    "/audit",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Who changed what",
        description: mayBeShort,
        querystring: listQuery(AUDIT_FILTERS),
        response: { 200: listOf<AuditEntryView>("AuditEntry") },
      },
    },
    async ({ query, caller: { merchantId } }) => {
      const page = pageOf("audit", query)
      const filter = filterOf(query)
      const found = await listAuditEntries(hub.pool, { merchantId, ...page, filter })
      return listAnswer("audit", page, { ...found, view: auditEntryView })
    },
  )

  api.get(
    "/audit.csv",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Who changed what, as CSV",
        querystring: AuditQuery,
        response: CsvAnswer,
      },
    },
    async ({ query, caller: { merchantId } }, reply) => {
      const filter = filterOf(query)
      const actors = await listActors(hub.pool, merchantId)
      const names = new Map(actors.map(({ kind, id, name }) => [idText(kind, id), name]))
      const csv = await listCsv(
        (page) => listAuditEntries(hub.pool, { merchantId, ...page, filter }),
        COLUMNS,
        (entry) => cellsOf(entry, names.get(entry.actor)),
      )
      return reply.headers(csvHeaders("audit")).send(csv)
    },
  )
}

function filterOf({ actor, action, object, from, to }: Static<typeof AuditQuery>): AuditFilter {
  return { actor, action, object, from: momentOf("from", from), to: momentOf("to", to) }
}

type AuditEntryView = ReturnType<typeof auditEntryView>

function auditEntryView(entry: AuditEntry) {
  return {
    id: idText("audit", entry.id),
    actor: entry.actor,
    action: entry.action,
    object: entry.object,
    before: entry.before as Record<string, unknown> | null,
    after: entry.after as Record<string, unknown> | null,
    at: entry.at.toISOString(),
  }
}

function cellsOf(entry: AuditEntry, name: string | undefined): readonly string[] {
  const json = (value: unknown) => (value === null ? "" : csvText(JSON.stringify(value)))
  const { at, actor, action, object, before, after, id } = entry
  return [
    csvText(at.toISOString()),
    ...[actor, name, action, object].map(csvText),
    ...[before, after].map(json),
    csvText(idText("audit", id)),
  ]
}
