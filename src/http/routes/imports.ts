import { Type } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findImport } from "../../inbox/find-import.ts"
import type { Import } from "../../inbox/import.ts"
import { listImports } from "../../inbox/list-imports.ts"
import { beginImport } from "../../pipeline/import/begin-import.ts"
import { endImport } from "../../pipeline/import/end-import.ts"
import type { RejectedLine } from "../../pipeline/import/import-messages.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

export const importLinesMax = 1_000
export const importBytesMax = 8 * 1024 * 1024
const rejectedShownMax = 20

/** Saved webhooks that are taken in afterwards. */
export function importRoutes(api: Api, hub: Hub): void {
  const tags = ["imports"]

  api.post(
    "/imports",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Begin an import of saved webhooks, or find the one of the same fingerprint",
        body: Type.Object(
          {
            source_id: Id("source"),
            name: Type.String({ minLength: 1, maxLength: 500 }),
            fingerprint: Type.String({
              minLength: 1,
              maxLength: 200,
              description: "Who brings the same again goes on where the first stopped.",
            }),
            deliver: Type.Optional(
              Type.Boolean({ default: false, description: "Tell endpoints what it says." }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<ImportView>("Import"), 201: refTo<ImportView>("Import") },
      },
    },
    async (request, reply) => {
      const { source_id: sourceId, name, fingerprint, deliver = false } = request.body
      const begun = await beginImport(hub, {
        merchantId: request.caller.merchantId,
        sourceId: uuidOf("source", sourceId),
        ...{ name, fingerprint, isQuiet: !deliver, actor: actorOf(request) },
      })
      return reply.code(begun.isNew ? 201 : 200).send(importView(begun.import))
    },
  )

  api.get(
    "/imports",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List imports",
        querystring: listQuery({ source_id: Type.Optional(Id("source")) }),
        response: { 200: listOf<ImportView>("Import") },
      },
    },
    async (request) => {
      const page = pageOf("import", request.query)
      const { merchantId } = request.caller
      const sourceId = filterUuid("source", request.query.source_id)
      const rows = await listImports(hub.pool, { merchantId, sourceId, ...page })
      return listAnswer("import", page, { rows, view: importView })
    },
  )

  api.get(
    "/imports/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One import and how far it has come",
        params: IdInPath,
        response: { 200: refTo<ImportView>("Import") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("import", request.params.id)
      return importView(found(await findImport(hub.pool, { merchantId, id })))
    },
  )

  api.post(
    "/imports/:id/finish",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Say that nothing more is to come; what comes all the same is still taken",
        params: IdInPath,
        response: { 200: refTo<ImportView>("Import") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("import", request.params.id)
      return importView(await endImport(hub, { merchantId, id, actor: actorOf(request) }))
    },
  )

  void api.register((lines, _options, done) => {
    takeLines(lines, hub, tags)
    done()
  })
}

/** The only route that takes lines instead of JSON. */
function takeLines(api: Api, hub: Hub, tags: string[]): void {
  const options = { parseAs: "buffer", bodyLimit: importBytesMax } as const
  api.addContentTypeParser("application/x-ndjson", options, (_request, body, done) => {
    done(null, body)
  })

  api.post(
    "/imports/:id/messages",
    {
      config: { scope: "write" },
      bodyLimit: importBytesMax,
      schema: {
        tags,
        summary: `Take the next lines of an import, at most ${importLinesMax}; again changes nothing`,
        consumes: ["application/x-ndjson"],
        params: IdInPath,
        querystring: Type.Object(
          {
            from: Type.Integer({
              minimum: 0,
              maximum: Number.MAX_SAFE_INTEGER,
              description: "Which line of the whole the first one is, from 0.",
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<TakenImportView>("TakenImport") },
      },
    },
    async (request) => {
      const lines = linesOf(request.body)
      const outcome = await importerOf(hub).take({
        merchantId: request.caller.merchantId,
        importId: uuidOf("import", request.params.id),
        from: request.query.from,
        lines,
      })
      switch (outcome.outcome) {
        case "taken":
          return takenView(outcome.import, outcome.rejected)
        case "not_found":
          throw new PaidoutError("not_found")
        case "gap": {
          const { place } = outcome.import
          throw new PaidoutError("import_gap", `Go on with line ${place}.`, { detail: { place } })
        }
      }
    },
  )
}

function importerOf({ importer }: Hub) {
  if (importer === undefined) throw new PaidoutError("unavailable")
  return importer
}

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Without their line ends; empty ones do not count. */
function linesOf(body: unknown): readonly Buffer[] {
  if (!Buffer.isBuffer(body)) {
    throw new PaidoutError("media_type_unsupported", "Send lines as application/x-ndjson.")
  }
  const lines: Buffer[] = []
  for (let from = 0; from < body.length;) {
    const end = body.indexOf(NEWLINE, from)
    const to = end < 0 ? body.length : end
    const line = body.subarray(from, body[to - 1] === RETURN ? to - 1 : to)
    if (line.length > 0) lines.push(line)
    from = to + 1
  }
  if (lines.length > importLinesMax) {
    throw new PaidoutError("request_invalid", `At most ${importLinesMax} lines at once.`)
  }
  return lines
}

type ImportView = ReturnType<typeof importView>
type TakenImportView = ReturnType<typeof takenView>

function importView(shown: Import) {
  return {
    id: idText("import", shown.id),
    source_id: idText("source", shown.sourceId),
    name: shown.name,
    fingerprint: shown.fingerprint,
    deliver: !shown.isQuiet,
    state: shown.finishedAt === null ? "running" : "finished",
    place: shown.place,
    content_hash: shown.contentHash.toString("hex"),
    ...shown.counts,
    verified: shown.verified,
    created_by: shown.createdBy,
    created_at: shown.createdAt.toISOString(),
    finished_at: shown.finishedAt?.toISOString() ?? null,
  }
}

function takenView(shown: Import, rejected: readonly RejectedLine[]) {
  return { ...importView(shown), rejected_lines: rejected.slice(0, rejectedShownMax) }
}
