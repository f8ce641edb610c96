import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
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
  const reference = query.get("reference_id")
  if (reference === null || reference === "") {
    const message = 'Should have required property "reference_id"'
    return validationError([{ path: "reference_id", message }])
  }
  const limit = readLimit(query.get("limit"))
  if (limit === undefined) {
    const message = `"limit" should be a whole number from 1 to ${LIMIT_MAX}`
    return validationError([{ path: "limit", message }])
  }
  const { things } = await world.list({ kind: PAYOUT, reference, limit: LISTED_MAX })
  const ordered = settings.list_order === "newest_first" ? things.toReversed() : things
  const [from, to] = boundsOf(
    ordered.map((thing) => thing.name),
    { afterId: query.get("after_id"), beforeId: query.get("before_id"), limit },
  )
  if (from === undefined || to === undefined) return apiError("DATA_NOT_FOUND")
  const data = ordered.slice(from, to).map((thing) => payoutBody(thing, world.account))
  if (settings.list_form === "array") return jsonAnswer(200, data)
  const isBackwards = query.has("before_id")
  return jsonAnswer(200, { has_more: isBackwards ? from > 0 : to < ordered.length, data })
}

function readLimit(text: string | null): number | undefined {
  if (text === null) return LIMIT_DEFAULT
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return limit >= 1 && limit <= LIMIT_MAX ? limit : undefined
}

/** Which part of the list: after one, before one, or from the beginning. Undefined: no such id. */
function boundsOf(
  ids: readonly string[],
  page: {
    readonly afterId: string | null
    readonly beforeId: string | null
    readonly limit: number
  },
): readonly [number | undefined, number | undefined] {
  const { afterId, beforeId, limit } = page
  const after = afterId === null ? -1 : ids.indexOf(afterId)
  const before = beforeId === null ? ids.length : ids.indexOf(beforeId)
  if ((afterId !== null && after < 0) || before < 0) return [undefined, undefined]
  if (beforeId === null || afterId !== null) return [after + 1, Math.min(after + 1 + limit, before)]
  return [Math.max(0, before - limit), before]
}
