import { objectOf, storableText } from "../../providers/json-fields.ts"
import { readJson } from "../../providers/json.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { apiError, validationError } from "./api-error.ts"
import { cancelPayout, isCancellable } from "./cancel-payout.ts"
import { createPayout } from "./create-payout.ts"
import { getBalance } from "./get-balance.ts"
import { listChannels } from "./list-channels.ts"
import { listPayouts } from "./list-payouts.ts"
import { payoutBody } from "./payout-body.ts"
import { PAYOUT } from "./payout.ts"
import { charactersOf } from "./request-fields.ts"

/** Payouts v2 and their channels. */
export const PAYOUT_ROUTES: readonly SandboxRoute[] = [
  { method: "POST", path: "/v2/payouts", answer: answerCreate },
  { method: "GET", path: "/v2/payouts", answer: ({ query }, world) => listPayouts(query, world) },
  { method: "GET", path: "/v2/payouts/:id", answer: answerGet },
  { method: "POST", path: "/v2/payouts/:id/cancel", answer: answerCancel },
  {
    method: "GET",
    path: "/payouts_channels",
    answer: ({ query }, world) => Promise.resolve(listChannels(query, world)),
  },
]

/** Another product of a key's permissions. */
export const BALANCE_ROUTES: readonly SandboxRoute[] = [
  { method: "GET", path: "/balance", answer: ({ query }, world) => getBalance(query, world) },
]

const KEY_CHARACTERS_MAX = 100

async function answerCreate(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const idempotencyKey = call.headers["idempotency-key"] ?? ""
  if (idempotencyKey === "") {
    const message = 'Should have required property "idempotency-key"'
    return validationError([{ path: "idempotency-key", message }])
  }
  if (charactersOf(idempotencyKey) > KEY_CHARACTERS_MAX) {
    const message = `"idempotency-key" should have 1 to ${KEY_CHARACTERS_MAX} characters`
    return validationError([{ path: "idempotency-key", message }])
  }
  const reading = readJson(call.body)
  if (!reading.ok) return apiError("INVALID_JSON_FORMAT")
  const body = objectOf(reading.value)
  if (body === undefined) return validationError([{ path: "", message: "Should be object" }])
  return createPayout({ idempotencyKey, body }, world)
}

async function answerGet(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const payout = await findPayout(call, world)
  if (payout === null) return apiError("DATA_NOT_FOUND")
  return jsonAnswer(200, payoutBody(payout, world.account))
}

async function answerCancel(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const payout = await findPayout(call, world)
  if (payout === null) return apiError("DATA_NOT_FOUND")
  if (!isCancellable(payout)) return apiError("CANCELLATION_NOT_ALLOWED")
  return jsonAnswer(200, payoutBody(await cancelPayout(payout, world), world.account))
}

function findPayout({ parameters }: SandboxCall, world: World): Promise<Thing | null> {
  return world.find(PAYOUT, storableText(parameters["id"] ?? ""))
}
