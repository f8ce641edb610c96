import { PaidoutError } from "../../errors.ts"
import { randomPooled } from "../../random.ts"
import type { ActionResult, ActionSubject, SandboxAction, Thing } from "../simulator.ts"
import { isSeconds, SECONDS_MAX } from "../settings.ts"
import type { World } from "../world.ts"
import { endingOf, PAYOUT_OUTCOMES, type PayoutEnding } from "./payout-plans.ts"
import { payoutSettings } from "./payout-settings.ts"
import { PAYOUT_BALANCE, PAYOUT_KIND, type PayoutStatus, type Destination } from "./payout-state.ts"
import { reviewPayout, type Review } from "./review-payout.ts"
import { reversePayout } from "./step-payout.ts"
import { storeDetail } from "./store-detail.ts"
import { receiveInstantPayout, submitPayout } from "./submit-payout.ts"
import { minorDigits, moneyOf, type WireAmount } from "./wire-amount.ts"
import { decimalFromAmount } from "../../payout/money.ts"

type Arguments = Readonly<Record<string, unknown>>

const MINOR_UNITS = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const CURRENCY = { type: "string", pattern: "^[A-Z]{3}$" } as const
const TEXT = { type: "string", minLength: 1, maxLength: 80 } as const
const REASON = { type: "string", maxLength: 200, description: "The text of its webhook." } as const
const PSP_REFERENCE = { ...TEXT, description: "Of the payout: what submitting it has answered." }

const AMOUNT_DEFAULT = 2_500

/** What a person does at the Customer Area, or the bank behind it. */
export const payoutActions: Readonly<Record<string, SandboxAction>> = {
  create_payout: {
    summary: "Submits a payout to a bank account, or makes an instant one to a card.",
    args: {
      type: "object",
      additionalProperties: false,
      properties: {
        amount: {
          ...MINOR_UNITS,
          default: AMOUNT_DEFAULT,
          description: "In minor units of the currency.",
        },
        currency: { ...CURRENCY, default: "EUR" },
        method: { type: "string", enum: ["bank", "card"], default: "bank" },
        reference: TEXT,
        shopper_reference: TEXT,
        outcome: {
          type: "string",
          enum: PAYOUT_OUTCOMES,
          description: "How it ends once it is confirmed. Default: as the account's plans say.",
        },
        reason: REASON,
        after_seconds: { type: "number", minimum: 0, maximum: SECONDS_MAX },
      },
    },
    run: createPayout,
  },

  confirm: reviewAction("confirm", "Confirms a submitted payout: it goes to the bank."),
  decline: reviewAction("decline", "Declines a submitted payout."),

  reverse: {
    summary: "The bank sends a payout back that was on its way.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["psp_reference"],
      properties: { psp_reference: PSP_REFERENCE, reason: REASON },
    },
    on: onPayouts("sent"),
    async run(args, world) {
      const payout = await findPayout(args, world)
      if (payout.status !== "sent") {
        throw refused(`The payout is ${payout.status}: only one that is sent can come back.`)
      }
      const { reason } = args
      await reversePayout(payout, world, typeof reason === "string" ? reason : undefined)
      return { thing: named(payout), said: `The bank has sent the payout ${payout.name} back.` }
    },
  },

  top_up: {
    summary: "Adds money to what payouts are made from, or to a balance account.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["amount", "currency"],
      properties: {
        amount: { ...MINOR_UNITS, description: "In minor units of the currency." },
        currency: CURRENCY,
        balance: {
          ...TEXT,
          default: PAYOUT_BALANCE,
          description: `${PAYOUT_BALANCE}, or the id of a balance account (BA…).`,
        },
      },
    },
    async run(args, world) {
      const wire = { value: String(Number(args["amount"])), currency: textOf(args["currency"], "") }
      const { amount, currency } = moneyOf(wire)
      const name = textOf(args["balance"], PAYOUT_BALANCE)
      const names = new Set((await world.balances()).map((balance) => balance.name))
      if (!names.has(name)) {
        throw refused(`There is no balance ${name}. There are: ${[...names].join(", ")}.`)
      }
      await world.move(name, currency, amount)
      const now = decimalFromAmount(await world.balance(name, currency), minorDigits(currency))
      return { said: `${name} has ${now} ${currency} now.`, detail: { balance: name, has: now } }
    },
  },
}

function onPayouts(status: PayoutStatus): ActionSubject {
  return { kinds: [PAYOUT_KIND], argument: "psp_reference", statuses: [status] }
}

function reviewAction(review: Review, summary: string): SandboxAction {
  return {
    summary,
    args: {
      type: "object",
      additionalProperties: false,
      required: ["psp_reference"],
      properties: { psp_reference: PSP_REFERENCE },
    },
    on: onPayouts("submitted"),
    async run(args, world) {
      const payout = await findPayout(args, world)
      const reviewed = await reviewPayout(world, payout.name, review)
      if (reviewed.outcome !== "reviewed") {
        throw refused(`The payout is ${payout.status}: only one that is submitted takes a review.`)
      }
      const { pspReference } = reviewed
      return {
        thing: named(payout),
        said: `The payout ${payout.name} is ${review === "confirm" ? "confirmed" : "declined"}.`,
        detail: { psp_reference: pspReference },
      }
    },
  }
}

async function createPayout(args: Arguments, world: World): Promise<ActionResult> {
  const amount: WireAmount = {
    value: String(Number(args["amount"] ?? AMOUNT_DEFAULT)),
    currency: textOf(args["currency"], "EUR"),
  }
  const reference = textOf(args["reference"], `payout-${randomPooled(5).toString("hex")}`)
  const shopperReference = textOf(args["shopper_reference"], "shopper-1")
  const isInstant = args["method"] === "card"
  const destination = isInstant ? CARD : BANK_ACCOUNT
  const order = {
    reference,
    amount,
    destination,
    ending: endingFor(args, world, { reference, shopperReference, iban: destination.iban }),
  }
  if (!isInstant) await storeDetail(world, { shopperReference, destination })
  const payout = await (isInstant ? receiveInstantPayout : submitPayout)(world, order)
  return {
    thing: named(payout),
    said: isInstant
      ? `The instant payout ${payout.name} is received.`
      : `The payout ${payout.name} is submitted: it waits to be confirmed or declined.`,
    detail: { psp_reference: payout.name, reference },
  }
}

/** What is asked for here goes before the account's plans. */
function endingFor(
  args: Arguments,
  world: World,
  payout: Parameters<typeof endingOf>[1],
): PayoutEnding {
  const { reason, after_seconds: afterSeconds } = args
  const outcome = PAYOUT_OUTCOMES.find((known) => known === args["outcome"])
  return {
    ...(outcome === undefined ? endingOf(payoutSettings(world).plans, payout) : { outcome }),
    ...(typeof reason === "string" && { reason }),
    ...(isSeconds(afterSeconds) && { afterSeconds }),
  }
}

/** The account and the card of Adyen's own examples. */
const BANK_ACCOUNT: Destination = {
  paymentMethod: "bankTransfer_IBAN",
  iban: "NL91ABNA0417164300",
  additionalData: { paymentMethodVariant: "bankTransfer_IBAN" },
}
const CARD: Destination = {
  paymentMethod: "visa",
  additionalData: {
    expiryDate: "03/2030",
    paymentMethodVariant: "visa",
    cardSummary: "1111",
    cardHolderName: "John Smith",
  },
}

async function findPayout(args: Arguments, world: World): Promise<Thing> {
  const name = textOf(args["psp_reference"], "")
  const payout = await world.find(PAYOUT_KIND, name)
  if (payout === null) throw new PaidoutError("not_found", `There is no payout ${name}.`)
  return payout
}

/** The schema has seen to it that it is a text, if it is there. */
function textOf(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback
}

function named({ kind, name }: Thing): { readonly kind: string; readonly name: string } {
  return { kind, name }
}

function refused(why: string): PaidoutError {
  return new PaidoutError("sandbox_action_refused", why)
}
