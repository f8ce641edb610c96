import { Readable } from "node:stream"
import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { findPayout } from "../../ledger/find-payout.ts"
import { findClock } from "../../mail/find-clock.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { evidenceOfPayout } from "../evidence/evidence-of-payout.ts"
import { zipFiles } from "../evidence/zip-files.ts"
import type { Hub } from "../hub.ts"
import { IdInPath } from "../schemas/parts.ts"

/** All that is known of one payout, as one archive. */
export function evidenceRoutes(api: Api, hub: Hub): void {
  api.get(
    "/payouts/:id/evidence",
    {
      config: { scope: "raw" },
      schema: {
        tags: ["payouts"],
        summary: "Everything that is known of one payout, with the exact bytes, as a ZIP archive",
        params: IdInPath,
        produces: ["application/zip"],
        response: {
          200: {
            description: "The archive; its README.txt says what is in it.",
            content: {
              "application/zip": {
                schema: Type.Unsafe<Readable>({ type: "string", format: "binary" }),
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { merchantId } = request.caller
      const id = uuidOf("payout", request.params.id)
      const payout = found(await findPayout(hub.pool, { merchantId, id }))
      const object = idText("payout", id)
      await insertAudit(hub.pool, {
        ...{ merchantId, object, actor: actorOf(request), action: "payout.evidence" },
      })
      const { now } = await findClock(hub.pool)
      const files = evidenceOfPayout(hub, payout, now)
      return reply
        .type("application/zip")
        .header("content-disposition", `attachment; filename="${object}-evidence.zip"`)
        .send(Readable.from(zipFiles(files, now), { objectMode: false }))
    },
  )
}
