import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { listActors, type Actor } from "../../people/list-actors.ts"
import type { Api } from "../api.ts"
import type { Hub } from "../hub.ts"
import { refTo } from "../schemas/parts.ts"

export function actorRoutes(api: Api, hub: Hub): void {
  api.get(
    "/actors",
    {
      config: { scope: "read" },
      schema: {
        tags: ["people"],
        summary: "The names behind `per_…` and `key_…`, for who reads histories",
        description: "People who are or were members, and API keys; the newest 500 of each.",
        response: { 200: Type.Object({ data: Type.Array(refTo<ActorView>("Actor")) }) },
      },
    },
    async ({ caller }) => ({
      data: (await listActors(hub.pool, caller.merchantId)).map(actorView),
    }),
  )
}

type ActorView = ReturnType<typeof actorView>

function actorView({ kind, id, name }: Actor) {
  return { id: idText(kind, id), kind, name }
}
