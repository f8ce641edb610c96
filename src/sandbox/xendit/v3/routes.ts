import { randomUUID } from "node:crypto"
import { objectOf, storableText } from "../../../providers/json-fields.ts"
import { readJson } from "../../../providers/json.ts"
import { jsonAnswer } from "../../answer.ts"
import type { SandboxAnswer } from "../../exchange.ts"
import type { SandboxCall, SandboxRoute } from "../../routes.ts"
import type { Thing } from "../../thing.ts"
import type { World } from "../../world.ts"
import { apiError, validationError } from "../api-error.ts"
import { cancelPayout, isCancellable } from "../cancel-payout.ts"
import { PAYOUT_V3 } from "../payout.ts"
import { charactersOf } from "../request-fields.ts"
import { createV3Payout } from "./create-payout.ts"
import { v3PayoutBody } from "./payout-body.ts"

export const V3_ROUTES: readonly SandboxRoute[] = [
  { method: "POST", path: "/v3/payouts", answer: answerCreate },
  { method: "GET", path: "/v3/payouts/:id", answer: answerGet },
  { method: "POST", path: "/v3/payouts/:id/cancel", answer: answerCancel },
]

/** Two copies of the page name one each. */
const API_VERSIONS = ["2025-09-01", "2025-09-09"]
const KEY_CHARACTERS_MAX = 100
const NOT_FOUND = "Payout not found"

async function answerCreate(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const { "api-version": version = "", "idempotency-key": key = "" } = call.headers
  if (!API_VERSIONS.includes(version)) {
    const message = `"api-version" should be one of ${API_VERSIONS.join(", ")}`
    return validationError([{ path: "api-version", message }])
  }
  if (charactersOf(key) > KEY_CHARACTERS_MAX) {
    const message = `"idempotency-key" should have at most ${KEY_CHARACTERS_MAX} characters`
    return validationError([{ path: "idempotency-key", message }])
  }
  const reading = readJson(call.body)
  if (!reading.ok) return apiError("INVALID_JSON_FORMAT")
  const body = objectOf(reading.value)
  if (body === undefined) return validationError([{ path: "", message: "Should be object" }])
  return createV3Payout({ idempotencyKey: key === "" ? randomUUID() : key, body }, world)
}

async function answerGet(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const payout = await findPayout(call, world)
  if (payout === null) return apiError("DATA_NOT_FOUND", { message: NOT_FOUND })
  return jsonAnswer(200, v3PayoutBody(payout, world.account))
}

async function answerCancel(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const payout = await findPayout(call, world)
  if (payout === null) return apiError("DATA_NOT_FOUND", { message: NOT_FOUND })
  if (!isCancellable(payout)) return apiError("INELIGIBLE_TRANSACTION_STATUS")
  return jsonAnswer(200, v3PayoutBody(await cancelPayout(payout, world), world.account))
}

function findPayout({ parameters }: SandboxCall, world: World): Promise<Thing | null> {
  return world.find(PAYOUT_V3, storableText(parameters["id"] ?? ""))
}
