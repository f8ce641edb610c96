import { storableText } from "../../providers/json-fields.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { apiError, validationError } from "./api-error.ts"
import { payoutBody } from "./payout-body.ts"
import { PAYOUT } from "./payout.ts"
import { SETTINGS } from "./settings.ts"

const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100
/** Of one reference; more have no place in a list. */
const LISTED_MAX = 1_000

/** The payouts of a reference, which need not be unique; `after_id` and `before_id` are excluded. */
export async function listPayouts(query: URLSearchParams, world: World): Promise<SandboxAnswer> {
  const settings = readSettings(SETTINGS, world.account.settings)
  const reference = storableText(query.get("reference_id") ?? "")
  if (reference === "") {
    const message = 'Should have required property "reference_id"'
    return validationError([{ path: "reference_id", message }])
  }
  const limit = readLimit(query.get("limit"))
  if (limit === undefined) {
    const message = `"limit" should be a whole number from 1 to ${LIMIT_MAX}`
    return validationError([{ path: "limit", message }])
  }
  const newestFirst = settings.list_order === "newest_first"
  const { things } = await world.list({ kind: PAYOUT, reference, limit: LISTED_MAX, newestFirst })
  const page = pageOf(things, {
    afterId: query.get("after_id"),
    beforeId: query.get("before_id"),
    limit,
  })
  if (page === undefined) return apiError("DATA_NOT_FOUND")
  const data = page.things.map((thing) => payoutBody(thing, world.account))
  if (settings.list_form === "array") return jsonAnswer(200, data)
  return jsonAnswer(200, { has_more: page.hasMore, data })
}

function readLimit(text: string | null): number | undefined {
  if (text === null) return LIMIT_DEFAULT
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return limit >= 1 && limit <= LIMIT_MAX ? limit : undefined
}

/** The things between two, from the first of them, or up to the last. Undefined: no such id. */
function pageOf(
  things: readonly Thing[],
  page: {
    readonly afterId: string | null
    readonly beforeId: string | null
    readonly limit: number
  },
): { readonly things: readonly Thing[]; readonly hasMore: boolean } | undefined {
  const { afterId, beforeId, limit } = page
  const after = things.findIndex(({ name }) => name === afterId)
  const before = things.findIndex(({ name }) => name === beforeId)
  if ((afterId !== null && after < 0) || (beforeId !== null && before < 0)) return undefined
  const between = things.slice(after + 1, beforeId === null ? things.length : before)
  const isBackwards = afterId === null && beforeId !== null
  return {
    things: isBackwards ? between.slice(-limit) : between.slice(0, limit),
    hasMore: between.length > limit,
  }
}
