import {
  fieldAt,
  identifierOf,
  isAbsent,
  objectOf,
  shownText,
} from "../../providers/json-fields.ts"
import { JsonNumber, readJson, type Json, type JsonObject } from "../../providers/json.ts"
import { isCurrencyCode } from "../../payout/money.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import {
  payoutError,
  requiredFieldMissing,
  unexpectedInput,
  type PayoutErrorName,
} from "./payout-error.ts"
import { payoutSettings } from "./payout-settings.ts"
import type { Destination } from "./payout-state.ts"
import { readBank } from "./read-bank.ts"
import { readCard } from "./read-card.ts"
import { readWireAmount, type WireAmount } from "./wire-amount.ts"

/** What was asked for, or the answer that refuses it. */
export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly answer: SandboxAnswer }

/** The body of a call, once it names this merchant account. */
export function readBody(call: SandboxCall, world: World): Read<JsonObject> {
  const reading = readJson(call.body)
  const body = reading.ok ? objectOf(reading.value) : undefined
  if (body === undefined) return no(unexpectedInput(firstLetterOf(call.body)))
  const merchantAccount = body["merchantAccount"]
  if (isAbsent(merchantAccount)) return noField("merchantAccount", world)
  return merchantAccount === world.account.externalId
    ? yes(body)
    : no(payoutError("merchant_account"))
}

/** Whom it is for: the fields that both ways of submitting ask for, and storing. */
export function readShopper(body: JsonObject, world: World): Read<string> {
  const missing = missingOf(body, ["shopperEmail", "shopperReference", "recurring"], world)
  if (missing !== undefined) return no(missing)
  if (fieldAt(body, "recurring", "contract") !== "PAYOUT") return no(payoutError("contract"))
  const shopperReference = identifierOf(body["shopperReference"])
  return shopperReference === undefined ? noValue(body["shopperReference"]) : yes(shopperReference)
}

/** Who the owner of a new detail is, and where the money is to go. */
export function readDestination(body: JsonObject, world: World): Read<Destination> {
  if (isAbsent(body["bank"]) && isAbsent(body["card"])) return no(payoutError("details_missing"))
  const missing = missingOf(body, ["dateOfBirth", "nationality", "entityType"], world)
  if (missing !== undefined) return no(missing)
  const odd = Object.entries(OWNER_FIELDS).find(([name, form]) => !isText(body[name], form))
  if (odd !== undefined) return noValue(body[odd[0]])
  return isAbsent(body["bank"])
    ? readCardOf(body, world)
    : readPart(body["bank"], (bank) => readBank(bank))
}

export function readCardOf(body: JsonObject, world: World): Read<Destination> {
  return readPart(body["card"], (card) => readCard(card, world.now))
}

export function readOrder(
  body: JsonObject,
): Read<{ readonly reference: string; readonly amount: WireAmount }> {
  const given = body["reference"]
  if (isAbsent(given) || given === "") return no(payoutError("reference_missing"))
  const reference = identifierOf(given)
  if (reference === undefined) return noValue(given)
  if (isAbsent(body["amount"])) return no(payoutError("amount_missing"))
  const currency = fieldAt(body, "amount", "currency")
  if (typeof currency !== "string" || !isCurrencyCode(currency)) return no(payoutError("currency"))
  const amount = readWireAmount(body["amount"])
  return amount === undefined ? no(payoutError("amount")) : yes({ reference, amount })
}

/** The payout that is to be confirmed or declined. */
export function readOriginal(body: JsonObject): Read<string> {
  const original = identifierOf(body["originalReference"])
  return original === undefined ? no(payoutError("original_unknown")) : yes(original)
}

const OWNER_FIELDS = {
  dateOfBirth: /^\d{4}-\d\d-\d\d/,
  nationality: /^[A-Z]{2}$/,
  entityType: /^(NaturalPerson|Company)$/,
} as const

function missingOf(
  body: JsonObject,
  names: readonly string[],
  world: World,
): SandboxAnswer | undefined {
  const missing = names.find((name) => isAbsent(body[name]) || body[name] === "")
  return missing === undefined
    ? undefined
    : requiredFieldMissing(missing, payoutSettings(world).missing_field_status)
}

function readPart(
  part: Json | undefined,
  read: (part: JsonObject) => Destination | PayoutErrorName,
): Read<Destination> {
  const object = objectOf(part)
  if (object === undefined) return noValue(part)
  const result = read(object)
  return typeof result === "string" ? no(payoutError(result)) : yes(result)
}

function isText(value: Json | undefined, form: RegExp): boolean {
  return typeof value === "string" && form.test(value)
}

function yes<Value>(value: Value): Read<Value> {
  return { ok: true, value }
}

function no(answer: SandboxAnswer): Read<never> {
  return { ok: false, answer }
}

function noField(name: string, world: World): Read<never> {
  return no(requiredFieldMissing(name, payoutSettings(world).missing_field_status))
}

function noValue(value: Json | undefined): Read<never> {
  const text = value instanceof JsonNumber ? value.text : typeof value === "string" ? value : ""
  return no(unexpectedInput(shownText(text)))
}

/** As in the one recorded answer, `Unexpected input: I`. */
function firstLetterOf(body: Uint8Array): string {
  return shownText(Buffer.from(body).toString("utf8").trim().slice(0, 1))
}
