import type { SandboxAnswer, SandboxRequest } from "../exchange.ts"
import { findRoute, type SandboxRoute } from "../routes.ts"
import { readSettings } from "../settings.ts"
import type { World } from "../world.ts"
import { apiError } from "./api-error.ts"
import { countCall } from "./rate-limit.ts"
import { BALANCE_ROUTES, PAYOUT_ROUTES } from "./routes.ts"
import { SETTINGS } from "./settings.ts"
import { V3_ROUTES } from "./v3/routes.ts"

const ROUTES = [...PAYOUT_ROUTES, ...V3_ROUTES, ...BALANCE_ROUTES]

/** May this key do that, and not too often? Then the route answers. */
export async function answerRequest(request: SandboxRequest, world: World): Promise<SandboxAnswer> {
  const found = findRoute(ROUTES, request)
  if (found.outcome !== "found") return apiError("NOT_FOUND")
  const { route, call } = found
  if (!isAllowed(route, request, world)) return apiError("REQUEST_FORBIDDEN_ERROR")
  const rate = await countCall(`${route.method} ${route.path}`, world)
  const headers = rate?.headers ?? {}
  if (rate?.isExceeded === true) return apiError("RATE_LIMIT_EXCEEDED", { headers })
  const answer = await route.answer(call, world)
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

function isAllowed(route: SandboxRoute, request: SandboxRequest, world: World): boolean {
  // There are no sub-accounts here: to send another's money from this balance would be wrong.
  const { "for-user-id": forUserId = "" } = request.headers
  if (forUserId !== "" && forUserId !== world.account.externalId) return false
  if (BALANCE_ROUTES.includes(route)) return true
  const { money_out_permission: permission } = readSettings(SETTINGS, world.account.settings)
  return permission === "write" || (permission === "read" && route.method === "GET")
}
