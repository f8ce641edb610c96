import { jsonAnswer } from "../answer.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { roleOf, type Role } from "./authentication.ts"
import { answerOnce } from "./idempotency.ts"
import { noSuchCall, payoutError } from "./payout-error.ts"
import { endingOf } from "./payout-plans.ts"
import { payoutSettings } from "./payout-settings.ts"
import { payoutState, storedDestination, type Destination } from "./payout-state.ts"
import { findDetail } from "./find-detail.ts"
import { newPspReference } from "./psp-reference.ts"
import {
  readBody,
  readCardOf,
  readDestination,
  readOrder,
  readOriginal,
  readShopper,
  type Read,
} from "./read-payout-request.ts"
import { reviewPayout, type Review } from "./review-payout.ts"
import { stepPayout } from "./step-payout.ts"
import { storeDetail } from "./store-detail.ts"
import { receiveInstantPayout, submitPayout } from "./submit-payout.ts"
import { fieldAt, identifierOf, isAbsent } from "../../providers/json-fields.ts"
import type { JsonObject } from "../../providers/json.ts"

/** The versions that Adyen's OpenAPI files describe. */
const VERSIONS: ReadonlySet<string> = new Set("v30 v40 v50 v51 v52 v64 v67 v68".split(" "))

/** The Payout API, below `https://pal-test.adyen.com`. */
export const payoutRoutes: readonly SandboxRoute[] = [
  route("storeDetail", "store", answerStoreDetail),
  route("storeDetailAndSubmitThirdParty", "store", answerStoreAndSubmit),
  route("submitThirdParty", "store", answerSubmit),
  route("payout", "store", answerPayout),
  route("confirmThirdParty", "review", (body, world) => answerReview(body, world, "confirm")),
  route("declineThirdParty", "review", (body, world) => answerReview(body, world, "decline")),
]

type Answer = (body: JsonObject, world: World) => Promise<SandboxAnswer>

function route(name: string, role: Role, answer: Answer): SandboxRoute {
  return {
    method: "POST",
    path: `/pal/servlet/Payout/:version/${name}`,
    answer: async (call, world) => {
      if (!VERSIONS.has(call.parameters["version"] ?? "")) return noSuchCall(404)
      if (!isAllowed(call, world, role)) return payoutError("not_allowed")
      return answerOnce(call, world, async () => {
        const body = readBody(call, world)
        return body.ok ? answer(body.value, world) : body.answer
      })
    },
  }
}

function isAllowed(call: SandboxCall, world: World, role: Role): boolean {
  return !payoutSettings(world).separate_review_key || roleOf(call, world.account) === role
}

async function answerStoreDetail(body: JsonObject, world: World): Promise<SandboxAnswer> {
  const detail = readNewDetail(body, world)
  if (!detail.ok) return detail.answer
  const stored = await storeDetail(world, detail.value)
  return jsonAnswer(200, {
    pspReference: newPspReference(),
    recurringDetailReference: stored.name,
    resultCode: "Success",
  })
}

async function answerStoreAndSubmit(body: JsonObject, world: World): Promise<SandboxAnswer> {
  const order = readOrder(body)
  if (!order.ok) return order.answer
  const detail = readNewDetail(body, world)
  if (!detail.ok) return detail.answer
  await storeDetail(world, detail.value)
  return submitted(await submitPayout(world, orderFor(world, { ...order.value, ...detail.value })))
}

async function answerSubmit(body: JsonObject, world: World): Promise<SandboxAnswer> {
  const order = readOrder(body)
  if (!order.ok) return order.answer
  const shopper = readShopper(body, world)
  if (!shopper.ok) return shopper.answer
  const detail = await useDetail(body, world, shopper.value)
  if (detail === undefined) return payoutError("contract_unknown")
  const destination = storedDestination(detail)
  return submitted(
    await submitPayout(
      world,
      orderFor(world, { ...order.value, destination, shopperReference: shopper.value }),
    ),
  )
}

async function answerPayout(body: JsonObject, world: World): Promise<SandboxAnswer> {
  const order = readOrder(body)
  if (!order.ok) return order.answer
  const shopperReference = identifierOf(body["shopperReference"])
  const card = await readInstantCard(body, world, shopperReference)
  if (!card.ok) return card.answer
  // "Instant card payouts are only supported for Visa and Mastercard cards."
  if (!INSTANT_BRANDS.has(card.value.paymentMethod)) return payoutError("details_unsupported")
  const destination = withAuthCode(card.value)
  const payout = await receiveInstantPayout(
    world,
    orderFor(world, { ...order.value, destination, shopperReference }),
  )
  const isTold = payoutSettings(world).instant_answer === "result"
  return instantAnswer(isTold ? await stepPayout(payout, world) : payout)
}

async function answerReview(
  body: JsonObject,
  world: World,
  review: Review,
): Promise<SandboxAnswer> {
  const original = readOriginal(body)
  if (!original.ok) return original.answer
  const reviewed = await reviewPayout(world, original.value, review)
  return reviewed.outcome === "reviewed"
    ? jsonAnswer(200, {
        pspReference: reviewed.pspReference,
        response: `[payout-${review}-received]`,
      })
    : payoutError("original_unknown")
}

const INSTANT_BRANDS: ReadonlySet<string> = new Set(["visa", "mc"])

function readNewDetail(
  body: JsonObject,
  world: World,
): Read<{ readonly shopperReference: string; readonly destination: Destination }> {
  const destination = readDestination(body, world)
  if (!destination.ok) return destination
  const shopper = readShopper(body, world)
  return shopper.ok
    ? { ok: true, value: { shopperReference: shopper.value, destination: destination.value } }
    : shopper
}

/** The card in the request, or a stored one. */
async function readInstantCard(
  body: JsonObject,
  world: World,
  shopperReference: string | undefined,
): Promise<Read<Destination>> {
  if (!isAbsent(body["card"])) return readCardOf(body, world)
  if (isAbsent(body["selectedRecurringDetailReference"])) {
    return { ok: false, answer: payoutError("details_missing") }
  }
  const detail = await useDetail(body, world, shopperReference)
  return detail === undefined
    ? { ok: false, answer: payoutError("contract_unknown") }
    : { ok: true, value: storedDestination(detail) }
}

/** Finds the stored detail, which from now on is the one used last. */
async function useDetail(
  body: JsonObject,
  world: World,
  shopperReference: string | undefined,
): Promise<Thing | undefined> {
  const selected = identifierOf(fieldAt(body, "selectedRecurringDetailReference"))
  if (selected === undefined || shopperReference === undefined) return undefined
  const detail = await findDetail(world, { shopperReference, selected })
  return detail && world.change(detail, {})
}

type Wanted = Omit<Parameters<typeof submitPayout>[1], "ending"> & {
  readonly shopperReference: string | undefined
}

function orderFor(world: World, wanted: Wanted): Parameters<typeof submitPayout>[1] {
  const { reference, shopperReference, destination } = wanted
  const { plans } = payoutSettings(world)
  return {
    ...wanted,
    ending: endingOf(plans, { reference, shopperReference, iban: destination.iban }),
  }
}

const AUTH_CODE_DIGITS = 5

function withAuthCode(destination: Destination): Destination {
  const authCode = newPspReference().replace(/\D/g, "").padEnd(AUTH_CODE_DIGITS, "0")
  const additionalData = {
    ...destination.additionalData,
    authCode: authCode.slice(0, AUTH_CODE_DIGITS),
  }
  return { ...destination, additionalData }
}

function submitted(payout: Thing): SandboxAnswer {
  return jsonAnswer(200, {
    additionalData: { fraudResultType: "GREEN", fraudManualReview: "false" },
    pspReference: payout.name,
    resultCode: "[payout-submit-received]",
  })
}

function instantAnswer(payout: Thing): SandboxAnswer {
  const pspReference = payout.name
  const { additionalData, refusalReason } = payoutState(payout)
  switch (payout.status) {
    case "sent":
      return jsonAnswer(200, {
        pspReference,
        resultCode: "Authorised",
        authCode: additionalData["authCode"],
      })
    case "refused":
      return jsonAnswer(200, { pspReference, resultCode: "Refused", refusalReason })
    default:
      return jsonAnswer(200, { pspReference, resultCode: "Received" })
  }
}
