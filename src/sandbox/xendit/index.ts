import type { Simulator } from "../simulator.ts"
import { faultOfSettings } from "../settings.ts"
import { actions } from "./actions.ts"
import { advancePayout } from "./advance-payout.ts"
import { answerRequest } from "./answer-request.ts"
import { apiError } from "./api-error.ts"
import { basicKey } from "./basic-key.ts"
import { newAccount } from "./new-account.ts"
import { amountOf, PAYOUT, PAYOUT_PRODUCT, PAYOUT_V3, stateOf } from "./payout.ts"
import { SETTINGS } from "./settings.ts"

const V3_SERVER_ERROR = "An unexpected error occurred"

/** Xendit's sending side. What it does, and where each of it comes from: BEHAVIOUR.md. */
export const xendit: Simulator = {
  provider: "xendit",
  products: [PAYOUT_PRODUCT],
  registersOn: "2xx",
  newAccount,
  faultOfSettings: (settings) => faultOfSettings(SETTINGS, settings),
  identify(request) {
    const value = basicKey(request)
    return value === undefined ? null : { by: "credential", kind: "api_key", value }
  },
  refuse: () => apiError("INVALID_API_KEY"),
  unavailable: ({ path }) =>
    apiError("SERVER_ERROR", path.startsWith("/v3/") ? { message: V3_SERVER_ERROR } : {}),
  handle: answerRequest,
  step: advancePayout,
  amountOf(thing) {
    if (thing.kind !== PAYOUT && thing.kind !== PAYOUT_V3) return null
    const state = stateOf(thing)
    return { amount: amountOf(state), currency: state.currency }
  },
  actions,
}
