import { decimalFromAmount, minorFromAmount } from "../../payout/money.ts"
import { payoutNamed } from "./at-each-provider.ts"
import { adyenPayouts, pivotPayouts } from "./provider-payouts.ts"
import { act, made, rest, type Instruction, type Scenario } from "./scenario.ts"

const LAST_STEP_SECONDS = 4
/** In turn; each has references of its own, for its plan to fit. */
const OUTCOMES = ["credited", "failed_after_booked", "returned"] as const

const transfers: Scenario = {
  name: "transfers",
  summary: "Adyen's Transfers API: one arrives, one fails after it was booked, one is sent back.",
  shows: "In turn paid, failed and reversed; booked is not the end.",
  misbehaviour: {},
  count: 3,
  countMax: 200,
  settings: {
    adyen: ({ referencePrefix }) => ({
      transfer_plans: OUTCOMES.map((outcome) => ({
        match: { reference_prefix: `${referencePrefix}${outcome}-` },
        outcome,
        after_seconds: LAST_STEP_SECONDS,
      })),
    }),
  },
  scripts: {
    adyen: ({ count, amount = adyenPayouts.amount, referencePrefix }) =>
      Array.from({ length: count }, (_, index) => {
        const outcome = OUTCOMES[index % OUTCOMES.length] ?? "credited"
        const args = {
          amount: Number(minorFromAmount(amount, adyenPayouts.decimals)),
          currency: adyenPayouts.currency,
          reference: `${referencePrefix}${outcome}-${index + 1}`,
        }
        return act("create_transfer", args, payoutNamed(index + 1))
      }),
  },
}

const payments: Scenario = {
  name: "payments",
  summary: "Customers pay: once, twice into one session, and one of them not at all.",
  shows:
    "The first payment is paid, the second has two paid charges and has ended, the third is " +
    "cancelled.",
  misbehaviour: {},
  count: 3,
  countMax: 3,
  scripts: {
    pivot: ({ amount = pivotPayouts.amount, reference }) => {
      const session = (number: number, type: "SINGLE" | "MULTIPLE"): Instruction =>
        act(
          "create_payment",
          { amount: decimalFromAmount(amount, 0), type, reference: reference(number) },
          payoutNamed(number),
        )
      const [once, often, never] = [1, 2, 3].map((number) => ({ id: made(payoutNamed(number)) }))
      return [
        session(1, "SINGLE"),
        session(2, "MULTIPLE"),
        session(3, "SINGLE"),
        rest(1),
        act("pay", { ...once }),
        act("pay", { ...often }),
        rest(1),
        act("pay", { ...often }),
        act("cancel_payment", { ...never, by: "customer" }),
        rest(3),
        act("expire_payment", { ...often }),
      ]
    },
  },
}

/** What is not a payout of the Payout API. */
export const OTHER_SCENARIOS: readonly Scenario[] = [transfers, payments]
