import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { findThings, foundMax, type FoundThing } from "../../pipeline/find/find-things.ts"
import type { Api } from "../api.ts"
import type { Hub } from "../hub.ts"
import { refTo } from "../schemas/parts.ts"

/** What somebody has in his clipboard. */
export function findRoutes(api: Api, hub: Hub): void {
  api.get(
    "/find",
    {
      config: { scope: "read" },
      schema: {
        tags: ["overview"],
        summary: "Find anything by its exact id, a provider's id, a reference or a webhook-id",
        description: `At most ${foundMax}, newest first; nothing but exact matches.`,
        querystring: Type.Object(
          { q: Type.String({ minLength: 1, maxLength: 600 }) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ data: Type.Array(refTo<FoundView>("FoundThing")) }) },
      },
    },
    async ({ caller: { merchantId }, query }) => {
      const things = await findThings(hub.pool, { merchantId, text: query.q.trim() })
      return { data: things.map(foundView) }
    },
  )
}

type FoundView = ReturnType<typeof foundView>

function foundView({ kind, id, title, detail }: FoundThing) {
  return { kind, id: idText(kind, id), title, detail }
}
