import { randomUUID } from "node:crypto"
import { PaidoutError } from "../../errors.ts"
import { objectOf } from "../../providers/json-fields.ts"
import { readJson } from "../../providers/json.ts"
import type { SandboxAction } from "../simulator.ts"
import { answerCreate } from "./create-payouts.ts"
import { BATCH, CURRENCY, PAYOUTS_MAX } from "./payout-things.ts"
import { SANDBOX_NUMBER_STORIES } from "./plans.ts"

const text = (description: string, fallback: string) => ({
  type: "string",
  minLength: 1,
  description,
  default: fallback,
})

/** The sandbox number of a success. */
const ACCOUNT_NUMBER = "999966660001"

/** Asks as a client does, without its token and X-REQUEST-ID. */
export const createPayout: SandboxAction = {
  summary: "Makes a payout request of one or more payouts, as the merchant's own client would.",
  args: {
    type: "object",
    additionalProperties: false,
    properties: {
      items: {
        type: "integer",
        minimum: 1,
        maximum: PAYOUTS_MAX,
        default: 1,
        description: "How many payouts.",
      },
      amount: text("Whole rupiah of each.", "100000"),
      account_number: {
        ...text("Where each goes; a sandbox number decides its story.", ACCOUNT_NUMBER),
        suggestions: SANDBOX_NUMBER_STORIES,
      },
      account_numbers: {
        type: "array",
        items: { type: "string", minLength: 1 },
        minItems: 1,
        maxItems: PAYOUTS_MAX,
        description:
          "In the place of account_number, one after another: a request of many stories.",
      },
      account_name: text("Whose account it is.", "Dummy Simulation"),
      channel_code: {
        ...text("Which bank or wallet.", "BRI"),
        suggestions: ["BRI", "BCA", "MANDIRI", "BNI", "PERMATA", "GOPAY", "OVO"].map((value) => ({
          value,
          title: value,
        })),
      },
      reference: text("The reference of a single payout.", "a new one"),
      reference_prefix: text("What the references begin with.", "sandbox-"),
      description: text("At most 20 letters, digits and spaces.", "none"),
    },
  },
  async run(args, world) {
    const body = readJson(Buffer.from(JSON.stringify({ payouts: payoutsOf(args) })))
    const answer = await answerCreate(body.ok ? objectOf(body.value) : undefined, world)
    const { code, message, data, error } = JSON.parse(answer.body) as CreateAnswer
    if (data === undefined) {
      const why = error?.details[0]?.message ?? ""
      throw new PaidoutError("sandbox_action_refused", `${code}: ${message}. ${why}.`)
    }
    const { uuid, payouts } = data
    const said =
      payouts.length === 1 ? "A payout was made." : `A request of ${payouts.length} was made.`
    const [first] = payouts
    return {
      thing: { kind: BATCH, name: uuid },
      said,
      detail: { uuid, items: payouts.length, reference: first?.referenceId ?? null },
    }
  },
}

interface CreateAnswer {
  readonly code: string
  readonly message: string
  readonly data?: {
    readonly uuid: string
    readonly payouts: readonly { readonly referenceId: string }[]
  }
  readonly error?: { readonly details: readonly { readonly message: string }[] }
}

function payoutsOf(args: Readonly<Record<string, unknown>>): readonly object[] {
  const items = Number(args["items"] ?? 1)
  const prefix = (args["reference_prefix"] ?? "sandbox-") as string
  const { account_number: number = ACCOUNT_NUMBER, account_numbers: numbers = [number] } = args
  const accountNumbers = numbers as readonly string[]
  // Short, so that with a prefix it stays within a reference's 100 characters.
  const run = randomUUID().slice(0, 8)
  return Array.from({ length: items }, (_, index) => ({
    referenceId:
      items === 1 && args["reference"] !== undefined
        ? args["reference"]
        : `${prefix}${run}-${index + 1}`,
    channelCode: args["channel_code"] ?? "BRI",
    channelInformation: {
      accountNumber: accountNumbers[index % accountNumbers.length],
      accountName: args["account_name"] ?? "Dummy Simulation",
    },
    amount: { value: args["amount"] ?? "100000", currency: CURRENCY },
    ...(args["description"] !== undefined && { description: args["description"] }),
  }))
}
