import type { AnswerAfterTrials, SandboxAnswer } from "../exchange.ts"
import { findRoute, type SandboxRoute } from "../routes.ts"
import { faultOfSettings } from "../settings.ts"
import type { Simulator } from "../simulator.ts"
import { identify, roleOf } from "./authentication.ts"
import { newAccount } from "./new-account.ts"
import { payoutActions } from "./payout-actions.ts"
import { payoutRoutes } from "./payout-routes.ts"
import { PAYOUT_SETTINGS } from "./payout-settings.ts"
import { PAYOUT_KIND, payoutState } from "./payout-state.ts"
import { refusePath, refuseStranger, refuseWhileDown } from "./refusals.ts"
import { stepPayout } from "./step-payout.ts"
import { PAYOUT_PRODUCT } from "./tell-payout.ts"
import { transferActions } from "./transfer-actions.ts"
import { TRANSFER_SETTINGS } from "./transfer-settings.ts"
import { stateOf, TRANSFER } from "./transfer-state.ts"
import { moneyOf } from "./wire-amount.ts"
import { stepTransfer } from "./transfer-steps.ts"
import { transferRoutes } from "./transfers.ts"
import { webhookRoutes } from "./webhook-routes.ts"

const ROUTES: readonly SandboxRoute<SandboxAnswer | AnswerAfterTrials>[] = [
  ...payoutRoutes,
  ...transferRoutes,
  ...webhookRoutes,
]

/**
 * Adyen: the Payout API with its standard webhooks, the Transfers API with those of the balance
 * platform, and the Management API's test webhooks. See BEHAVIOUR.md.
 */
export const adyen: Simulator = {
  provider: "adyen",
  products: [PAYOUT_PRODUCT, TRANSFER],
  registersOn: "2xx",
  severalUrls: true,
  newAccount,
  faultOfSettings: (settings) =>
    faultOfSettings({ ...PAYOUT_SETTINGS, ...TRANSFER_SETTINGS }, settings),
  identify,
  refuse: refuseStranger,
  unavailable: refuseWhileDown,

  async handle(request, world) {
    if (roleOf(request, world.account) === null) return refuseStranger(request)
    const found = findRoute(ROUTES, request)
    switch (found.outcome) {
      case "found":
        return found.route.answer(found.call, world)
      case "method_unknown":
        return refusePath(request, 405)
      case "path_unknown":
        return refusePath(request, 404)
    }
  },

  async step(thing, world) {
    switch (thing.kind) {
      case PAYOUT_KIND:
        await stepPayout(thing, world)
        return
      case TRANSFER:
        await stepTransfer(thing, world)
        return
      default:
        throw new Error(`a ${thing.kind} of Adyen's does not move on by itself`)
    }
  },

  amountOf(thing) {
    if (thing.kind === PAYOUT_KIND) return moneyOf(payoutState(thing).amount)
    return thing.kind === TRANSFER ? moneyOf(stateOf(thing).order.amount) : null
  },

  actions: { ...payoutActions, ...transferActions },
}
