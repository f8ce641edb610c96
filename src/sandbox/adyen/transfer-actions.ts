import { PaidoutError } from "../../errors.ts"
import { wireNumber } from "../answer.ts"
import type { ActionResult, SandboxAction, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { createTransfer } from "./create-transfer.ts"
import { endTransfer, type TransferEnd } from "./end-transfer.ts"
import { findTransfer } from "./find-transfer.ts"
import {
  PRIORITIES,
  readTransferRequest,
  REFERENCE_CHARACTERS_MAX,
} from "./read-transfer-request.ts"
import { stateOf, TRANSFER } from "./transfer-state.ts"

type Arguments = Readonly<Record<string, unknown>>

const ID = { type: "string", minLength: 1, description: "The transfer's id." }
const reasonOf = (fallback: string) => ({
  type: "string",
  pattern: "^[A-Za-z0-9]{1,80}$",
  default: fallback,
  description: "Why, in a word of Adyen's list of reasons.",
})

/** What a person does at Adyen, or the counterparty's bank behind it. */
export const transferActions: Readonly<Record<string, SandboxAction>> = {
  create_transfer: {
    summary: "Makes a transfer, as a client of the Transfers API would.",
    args: {
      type: "object",
      additionalProperties: false,
      properties: {
        amount: {
          type: "integer",
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          default: 10_000,
          description: "In minor units of the currency.",
        },
        currency: { type: "string", pattern: "^[A-Z]{3}$", default: "EUR" },
        category: { type: "string", enum: ["bank", "card"], default: "bank" },
        priority: {
          type: "string",
          enum: PRIORITIES,
          default: "regular",
          description: "Of a bank transfer.",
        },
        reference: { type: "string", minLength: 1, maxLength: REFERENCE_CHARACTERS_MAX },
      },
    },
    run: makeTransfer,
  },

  fail_transfer: {
    summary: "The counterparty's bank rejects a transfer that is authorised or booked.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["id"],
      properties: { id: ID, reason: reasonOf("counterpartyAccountClosed") },
    },
    on: { kinds: [TRANSFER], argument: "id", statuses: ["authorised", "booked"] },
    async run(args, world) {
      const thing = await transferOf(args, world)
      if (isCredited(thing)) {
        throw refused(`${thing.name} was credited: it can only be returned.`)
      }
      const reason = textOf(args, "reason", "counterpartyAccountClosed")
      return end(thing, world, {
        end: { status: "failed", reason },
        from: ["authorised", "booked"],
      })
    },
  },

  return_transfer: {
    summary: "The counterparty's bank sends a booked transfer back.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["id"],
      properties: { id: ID, reason: reasonOf("refusedByCounterpartyBank") },
    },
    on: { kinds: [TRANSFER], argument: "id", statuses: ["booked"] },
    async run(args, world) {
      const thing = await transferOf(args, world)
      const reason = textOf(args, "reason", "refusedByCounterpartyBank")
      return end(thing, world, { end: { status: "returned", reason }, from: ["booked"] })
    },
  },
}

/** The printed account and card of Adyen's own examples. */
const COUNTERPARTIES = {
  bank: {
    bankAccount: {
      accountHolder: { fullName: "A. Klaassen" },
      accountIdentification: { type: "iban", iban: "NL91ABNA0417164300" },
    },
  },
  card: {
    card: {
      cardHolder: { type: "individual", firstName: "Albert", lastName: "Klaassen" },
      cardIdentification: { number: "4111111111111111", expiryMonth: "03", expiryYear: "2030" },
    },
  },
} as const

async function makeTransfer(args: Arguments, world: World): Promise<ActionResult> {
  const category = args["category"] === "card" ? "card" : "bank"
  const body = JSON.stringify({
    amount: {
      value: wireNumber(String(Number(args["amount"] ?? 10_000))),
      currency: textOf(args, "currency", "EUR"),
    },
    category,
    counterparty: COUNTERPARTIES[category],
    ...(category === "bank" && { priority: textOf(args, "priority", "regular") }),
    ...(args["reference"] !== undefined && { reference: args["reference"] }),
  })
  const request = readTransferRequest(Buffer.from(body), world.now)
  const created = "refusal" in request ? request : await createTransfer(request, world)
  if ("refusal" in created) {
    const { detail } = JSON.parse(created.refusal.body) as { readonly detail: string }
    throw refused(detail)
  }
  return {
    thing: { kind: TRANSFER, name: created.name },
    said: "A transfer was made.",
    detail: { id: created.name, reference: created.reference },
  }
}

async function transferOf(args: Arguments, world: World): Promise<Thing> {
  const id = textOf(args, "id", "")
  const thing = await findTransfer(id, world)
  if (thing === null) throw new PaidoutError("not_found", `There is no transfer ${id}.`)
  return thing
}

async function end(
  thing: Thing,
  world: World,
  how: { readonly end: TransferEnd; readonly from: readonly string[] },
): Promise<ActionResult> {
  const { name, status } = thing
  if (!how.from.includes(status)) {
    throw refused(`${name} is ${status}: only one that is ${how.from.join(" or ")} can be.`)
  }
  const ended = await endTransfer(thing, world, how.end)
  if (ended === null) throw refused("The balance account that it went to has spent the money.")
  return {
    thing: { kind: TRANSFER, name },
    said: `The transfer is ${how.end.status}: ${how.end.reason}.`,
  }
}

/** The schema of the arguments lets nothing but texts through. */
function textOf(args: Arguments, name: string, fallback: string): string {
  const value = args[name]
  return typeof value === "string" ? value : fallback
}

function isCredited(thing: Thing): boolean {
  const { tracking } = stateOf(thing)
  return tracking?.type === "confirmation" && tracking.status === "credited"
}

function refused(why: string): PaidoutError {
  return new PaidoutError("sandbox_action_refused", why)
}
