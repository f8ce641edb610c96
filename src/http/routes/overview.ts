import { Type } from "typebox"

import { gatherOverview, MODES } from "../../pipeline/overview/gather-overview.ts"
import { RANGES, type Range } from "../../pipeline/overview/overview-span.ts"
import type { Api } from "../api.ts"
import type { Hub } from "../hub.ts"
import { Moment, momentOf } from "../moment.ts"
import { overviewView, type OverviewView } from "../overview-view.ts"
import { refTo } from "../schemas/parts.ts"

/** Is money moving, and does everybody hear of it? */
export function overviewRoutes(api: Api, hub: Hub): void {
  api.get(
    "/overview",
    {
      config: { scope: "read" },
      schema: {
        tags: ["overview"],
        summary: "How payouts stand and move, and how each source and endpoint does",
        querystring: Type.Object(
          {
            range: Type.Optional(
              Type.Enum(Object.keys(RANGES) as Range[], {
                default: "24h",
                description: "Until `to`, or until now.",
              }),
            ),
            from: Moment,
            to: Moment,
            mode: Type.Optional(
              Type.Enum([...MODES], { description: "Whose payouts; default: see the answer." }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<OverviewView>("Overview") },
      },
    },
    async ({ caller, query }) => {
      const from = momentOf("from", query.from)
      const to = momentOf("to", query.to)
      const overview = await gatherOverview(hub.pool, {
        merchantId: caller.merchantId,
        range: query.range ?? "24h",
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
        mode: query.mode,
      })
      return overviewView(overview)
    },
  )
}
