import { PaidoutError } from "../../errors.ts"
import { objectOf } from "../../providers/json-fields.ts"
import { readJson } from "../../providers/json.ts"
import { wireNumber } from "../answer.ts"
import type { ActionResult, SandboxAction } from "../simulator.ts"
import type { World } from "../world.ts"
import { createPayment } from "./create-payment.ts"
import { cancelPayment, expirePayment } from "./end-payment.ts"
import { payAsCustomer } from "./pay-as-customer.ts"
import { paymentSettings } from "./payment-settings.ts"
import {
  FAILURE_CODES,
  findPayment,
  isFinal,
  isUncharged,
  PAYMENT,
  PAYMENT_METHODS,
  STATUSES_UNDER_WAY,
  type FailureCode,
  type Payment,
  type PaymentMethodType,
} from "./payment-state.ts"
import { Refusal } from "./refusal.ts"

const id = {
  type: "string",
  minLength: 1,
  maxLength: 200,
  description: "The payment session's id.",
}
const amount = { type: "string", pattern: "^[1-9][0-9]{0,14}$", description: "Whole rupiah." }

const on = { kinds: [PAYMENT], argument: "id", statuses: [...STATUSES_UNDER_WAY] }

export const paymentActions: Readonly<Record<string, SandboxAction>> = {
  create_payment: {
    summary: "Makes a payment session that its customer can pay.",
    args: {
      type: "object",
      additionalProperties: false,
      properties: {
        amount: { ...amount, default: "50000" },
        type: {
          enum: ["SINGLE", "MULTIPLE"],
          default: "SINGLE",
          description: "MULTIPLE: a static account or QR code that is paid again and again.",
        },
        reference: {
          type: "string",
          minLength: 1,
          maxLength: 255,
          description: "The clientReferenceId. Default: payment- and a number.",
        },
        method: {
          enum: PAYMENT_METHODS,
          description: "Default: EWALLET for SINGLE, VIRTUAL_ACCOUNT for MULTIPLE.",
        },
      },
    },
    run: runCreate,
  },
  pay: {
    summary: "Plays the customer who pays; for a MULTIPLE session, one more time.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["id"],
      properties: {
        id,
        amount: { ...amount, description: "Whole rupiah. Default: the session's amount." },
        failure: { enum: FAILURE_CODES, description: "The charge fails with this code." },
      },
    },
    on,
    run: runPay,
  },
  expire_payment: {
    summary: "Lets a payment session time out now.",
    args: { type: "object", additionalProperties: false, required: ["id"], properties: { id } },
    on,
    run: runExpire,
  },
  cancel_payment: {
    summary: "Cancels a payment session, by the merchant's hand or as its customer.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["id"],
      properties: {
        id,
        by: {
          enum: ["merchant", "customer"],
          default: "merchant",
          description: "A customer may still give up when the merchant cannot cancel any more.",
        },
      },
    },
    on,
    run: runCancel,
  },
}

type Arguments = Readonly<Record<string, unknown>>

async function runCreate(args: Arguments, world: World): Promise<ActionResult> {
  const type = args["type"] === "MULTIPLE" ? "MULTIPLE" : "SINGLE"
  const fallback: PaymentMethodType = type === "MULTIPLE" ? "VIRTUAL_ACCOUNT" : "EWALLET"
  const { total } = await world.list({ kind: PAYMENT, limit: 1 })
  const body = JSON.stringify({
    clientReferenceId: textOf(args, "reference") ?? `payment-${total + 1}`,
    amount: { value: wireNumber(textOf(args, "amount") ?? "50000"), currency: "IDR" },
    paymentType: type,
    mode: "API",
    paymentMethod: { type: args["method"] ?? fallback },
    autoConfirm: true,
  })
  const reading = readJson(Buffer.from(body, "utf8"))
  const payment = await refusedAsAction(() =>
    createPayment(reading.ok ? objectOf(reading.value) : undefined, world),
  )
  return done(payment, `The payment session waits for its customer (${payment.status}).`)
}

async function runPay(args: Arguments, world: World): Promise<ActionResult> {
  const payment = await paymentNamed(args, world)
  const failure = args["failure"] as FailureCode | undefined
  const paid = await payAsCustomer(world, payment, {
    value: textOf(args, "amount"),
    outcome: failure ?? "SUCCESS",
  })
  return done(paid, SAID_WHEN_PAID[paid.status] ?? "The customer acted.")
}

const SAID_WHEN_PAID: Readonly<Record<string, string>> = {
  ACTIVE: "The customer paid once more; the session takes further payments.",
  PROCESSING: "The customer paid; the channel works on it.",
  PAID: "The customer paid.",
  CANCELLED: "The charge failed, and the session is cancelled.",
}

async function runExpire(args: Arguments, world: World): Promise<ActionResult> {
  const payment = await paymentNamed(args, world)
  refuseFinal(payment)
  return done(await expirePayment(world, payment), "The payment session timed out.")
}

async function runCancel(args: Arguments, world: World): Promise<ActionResult> {
  const payment = await paymentNamed(args, world)
  refuseFinal(payment)
  const isCustomer = args["by"] === "customer"
  const mayCustomer = isCustomer && payment.status === "REQUIRE_ACTION"
  if (!isUncharged(payment.status) && !mayCustomer) {
    const instead = payment.status === "REQUIRE_ACTION" ? ' Cancel it by "customer".' : ""
    throw refused(`A session in status ${payment.status} cannot be cancelled.${instead}`)
  }
  const reason = isCustomer
    ? paymentSettings(world).payment_customer_cancel_reason
    : "REQUESTED_BY_CUSTOMER"
  const cancelled = await cancelPayment(world, payment, {
    reason,
    failureCode: "CANCELLED_BY_USER",
  })
  return done(cancelled, "The payment session is cancelled.")
}

/** Arguments were checked against the action's schema. */
function textOf(args: Arguments, name: string): string | undefined {
  const value = args[name]
  return typeof value === "string" ? value : undefined
}

async function paymentNamed(args: Arguments, world: World): Promise<Payment> {
  const payment = await findPayment(world, textOf(args, "id") ?? "")
  if (payment === null) throw new PaidoutError("not_found", "There is no such payment session.")
  return payment
}

function refuseFinal({ status }: Payment): void {
  if (isFinal(status)) throw refused(`The session is ${status}, which is final. Make a new one.`)
}

/** What the API would refuse, as the refusal of an action. */
async function refusedAsAction<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    const { code, message, details } = fault.answer
    throw refused(`${code}: ${details[0]?.message ?? message}.`)
  }
}

function refused(why: string): PaidoutError {
  return new PaidoutError("sandbox_action_refused", why)
}

function done({ thing, status }: Payment, said: string): ActionResult {
  return {
    thing: { kind: PAYMENT, name: thing.name },
    said,
    detail: { id: thing.name, reference: thing.reference, status },
  }
}
