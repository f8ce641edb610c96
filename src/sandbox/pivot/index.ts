import { randomUUID } from "node:crypto"
import { randomPooled } from "../../random.ts"
import { findRoute } from "../routes.ts"
import type { SandboxAnswer, SandboxRequest, Simulator, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { isTokenValid, merchantOfToken } from "./access-token.ts"
import { answerAccessToken } from "./answer-access-token.ts"
import { cancel, retry } from "./approval-list.ts"
import { NEW_BALANCES } from "./balances.ts"
import { createPayout } from "./create-payout-action.ts"
import { failure } from "./envelope.ts"
import { credentialsInvalid, pathUnknown, serviceUnavailable } from "./errors.ts"
import { finishPending } from "./finish-pending-action.ts"
import { inquiryRoutes } from "./inquiries.ts"
import { INQUIRY_SETTINGS } from "./inquiry-settings.ts"
import { paymentActions } from "./payment-actions.ts"
import { PAYMENT_SETTINGS } from "./payment-settings.ts"
import { PAYMENT } from "./payment-state.ts"
import { paymentRoutes } from "./payments.ts"
import { payoutRoutes } from "./payout-routes.ts"
import { PAYOUT_SETTINGS } from "./payout-settings.ts"
import { BATCH, batchState, CURRENCY, PAYOUT, payoutState, unitsOf } from "./payout-things.ts"
import { faultOfSettings } from "./settings.ts"
import { stepPayment } from "./step-payment.ts"
import { stepRequest } from "./step-request.ts"
import { TOP_UP_SETTINGS, topUpActions, topUpRoutes } from "./top-up.ts"

/** Pivot (Indonesia), its sending side. What is played and what is not: BEHAVIOUR.md. */
export const pivot: Simulator = {
  provider: "pivot",
  products: ["payout", "payment", "top_up"],
  registersOn: "200",
  newAccount,
  faultOfSettings: (settings) => faultOfSettings(SETTINGS, settings),
  identify,
  refuse: () => failure(credentialsInvalid()),
  unavailable: () => failure(serviceUnavailable()),
  handle,
  step,
  amountOf,
  actions: {
    create_payout: createPayout,
    retry,
    cancel,
    finish_pending: finishPending,
    ...paymentActions,
    ...topUpActions,
  },
}

function amountOf(thing: Thing) {
  const rupiah = RUPIAH_OF[thing.kind]?.(thing)
  return rupiah === undefined ? null : { amount: unitsOf(rupiah), currency: CURRENCY }
}

const RUPIAH_OF: Readonly<Record<string, (thing: Thing) => string>> = {
  [BATCH]: (batch) => batchState(batch).total,
  [PAYOUT]: (payout) => payoutState(payout).amount,
  [PAYMENT]: ({ state }) => String(state["value"]),
}

const SETTINGS = {
  ...PAYOUT_SETTINGS,
  ...PAYMENT_SETTINGS,
  ...INQUIRY_SETTINGS,
  ...TOP_UP_SETTINGS,
}
const ROUTES = [...payoutRoutes, ...paymentRoutes, ...inquiryRoutes, ...topUpRoutes]
const TOKEN_PATH = "/v1/access-token"

function newAccount() {
  const merchantId = randomUUID()
  return {
    externalId: merchantId,
    credentials: {
      merchant_id: merchantId,
      merchant_secret: randomPooled(32).toString("hex"),
    },
    balances: NEW_BALANCES,
  }
}

/** Only names the account; `handle` verifies the secret or the token. */
function identify(request: SandboxRequest) {
  const externalId = isTokenCall(request)
    ? request.headers["x-merchant-id"]
    : merchantOfToken(request)
  return externalId === undefined ? null : ({ by: "account", externalId } as const)
}

async function handle(request: SandboxRequest, world: World): Promise<SandboxAnswer> {
  if (isTokenCall(request)) return answerAccessToken(request, world)
  if (!isTokenValid(request, world.account, world.now)) return failure(credentialsInvalid())
  const found = findRoute(ROUTES, request)
  switch (found.outcome) {
    case "found":
      return await found.route.answer(found.call, world)
    case "method_unknown":
      return failure(pathUnknown(405))
    case "path_unknown":
      return failure(pathUnknown(404))
    default:
      return found satisfies never
  }
}

function isTokenCall({ method, path }: SandboxRequest): boolean {
  return method === "POST" && path === TOKEN_PATH
}

async function step(thing: Thing, world: World): Promise<void> {
  if (thing.kind === BATCH) await stepRequest(thing, world)
  if (thing.kind === PAYMENT) await stepPayment(thing, world)
}
