import { decimalFromAmount } from "../../payout/money.ts"
import { draw } from "../misbehaviour.ts"
import { atEachProvider, castOf, payoutNamed } from "./at-each-provider.ts"
import {
  adyen,
  PIVOT_NUMBERS,
  pivotPayouts,
  xenditPayouts,
  type Ending,
} from "./provider-payouts.ts"
import { act, made, rest, until, type Instruction, type Scenario } from "./scenario.ts"

const COUNT_MAX = 200
const BETWEEN_SECONDS = 0.5

/** One payout after another, all with the same ending. */
function oneAfterAnother(ending: Ending): Scenario["scripts"] {
  return atEachProvider([ending], ({ count, pay }) =>
    numbers(count).flatMap((number) => [...pay(ending, number), rest(BETWEEN_SECONDS)]),
  )
}

const happy: Scenario = {
  name: "happy",
  summary: "Payouts are made and arrive.",
  shows: "Every payout is paid.",
  misbehaviour: {},
  count: 3,
  countMax: COUNT_MAX,
  scripts: oneAfterAnother("paid"),
}

const failed: Scenario = {
  name: "failed",
  summary: "Payouts are refused at their destination, each for another reason.",
  shows: "Every payout is failed, with a failure code and advice.",
  misbehaviour: {},
  count: 3,
  countMax: COUNT_MAX,
  scripts: oneAfterAnother("failed"),
}

const reversed: Scenario = {
  name: "reversed",
  summary: "Payouts come back after all seemed well.",
  shows: "Every payout is reversed. Pivot knows no reversal, so it cannot play this.",
  misbehaviour: {},
  count: 2,
  countMax: COUNT_MAX,
  scripts: oneAfterAnother("reversed"),
}

const insufficientBalance: Scenario = {
  name: "insufficient-balance",
  summary: "There is nothing left to spend; somebody tops up, and pays again.",
  shows:
    "Pivot: the first request is retried in the approval list and done, the second is cancelled " +
    "and made anew. Xendit: the first payout is failed, its replacement is paid.",
  misbehaviour: {},
  count: 2,
  countMax: 2,
  scripts: {
    pivot: (of) => {
      const { payouts, pay } = castOf(pivotPayouts, of)
      const { balance, currency } = payouts
      const amount = decimalFromAmount(of.amount ?? payouts.amount, 0)
      const [first, second] = [payoutNamed(1), payoutNamed(2)]
      return [
        { do: "put_aside", balance, currency },
        ...pay("paid", 1),
        ...pay("paid", 2),
        until(first, "PENDING"),
        until(second, "PENDING"),
        rest(2),
        act("top_up", { amount, account: balance }),
        act("retry", { uuid: made(first) }),
        until(first, "DONE"),
        rest(1),
        act("cancel", { uuid: made(second) }),
        act("top_up", { amount, account: balance }),
        ...pay("paid", 3),
        until(payoutNamed(3), "DONE"),
      ]
    },
    xendit: (of) => {
      const { payouts, pay } = castOf(xenditPayouts, of)
      const { balance, currency } = payouts
      const amount = decimalFromAmount(of.amount ?? payouts.amount, 0)
      return [
        { do: "put_aside", balance, currency },
        ...pay("paid", 1),
        until(payoutNamed(1), "FAILED"),
        rest(2),
        act("top_up", { amount, currency }),
        ...pay("paid", 2),
        until(payoutNamed(2), "SUCCEEDED"),
      ]
    },
  },
}

const delayed: Scenario = {
  name: "delayed",
  summary: "The bank takes its time: PAYOUT.DELAYED comes first, the end later.",
  shows: "The payout is processing (delayed) for a while, then paid.",
  misbehaviour: {},
  count: 1,
  countMax: COUNT_MAX,
  settings: {
    pivot: ({ referencePrefix }) => ({
      plans: [{ match: { reference_prefix: referencePrefix }, outcome: "delayed_then_success" }],
      delay_seconds: 8,
    }),
  },
  scripts: {
    pivot: (of) =>
      numbers(of.count).flatMap((number) => castOf(pivotPayouts, of).pay("paid", number)),
  },
}

const bulk: Scenario = {
  name: "bulk",
  summary: "One request of many payouts: most arrive, some fail. The seed decides which.",
  shows:
    "The batch is done, with how many succeeded and how many failed. A bulk callback " +
    "only counts, so the hub asks which.",
  misbehaviour: {},
  count: 10,
  countMax: 1_000,
  scripts: {
    pivot: ({ seed, count, amount = pivotPayouts.amount, referencePrefix }) => [
      act(
        "create_payout",
        {
          items: count,
          amount: decimalFromAmount(amount, 0),
          account_numbers: numbers(count).map((number) => bulkNumber(seed, number)),
          reference_prefix: referencePrefix,
        },
        "bulk",
      ),
      until("bulk", "DONE"),
    ],
  },
}

const FAILS_CHANCE = 0.3

function bulkNumber(seed: bigint, number: number): string {
  if (draw(seed, ["bulk fails", number]) >= FAILS_CHANCE) return PIVOT_NUMBERS.paid
  const { failed: reasons } = PIVOT_NUMBERS
  return reasons[Math.floor(draw(seed, ["bulk reason", number]) * reasons.length)] ?? reasons[0]
}

const CHANNEL = "ID_BCA"
const OFFLINE_SECONDS = 5

const channelOffline: Scenario = {
  name: "channel-offline",
  summary: "A bank is offline: payouts to it wait, and go on by themselves when it is back.",
  shows: "Nothing is told while it is offline; then every payout is paid.",
  misbehaviour: {},
  count: 2,
  countMax: COUNT_MAX,
  scripts: {
    xendit: (of) => [
      act("set_channel", { channel_code: CHANNEL, online: false }),
      ...numbers(of.count).flatMap((number) => castOf(xenditPayouts, of).pay("paid", number)),
      rest(OFFLINE_SECONDS),
      act("set_channel", { channel_code: CHANNEL, online: true }),
    ],
  },
  cleanUp: [act("set_channel", { channel_code: CHANNEL, online: true })],
}

const declined: Scenario = {
  name: "declined",
  summary: "Somebody declines a submitted payout.",
  shows: "The payout is cancelled (declined).",
  misbehaviour: {},
  count: 1,
  countMax: COUNT_MAX,
  scripts: {
    adyen: ({ count, amount, reference }) =>
      numbers(count).flatMap((number) => [
        ...submit(number, { amount, reference }),
        rest(1),
        act("decline", { psp_reference: made(payoutNamed(number)) }),
      ]),
  },
}

const reviewExpires: Scenario = {
  name: "review-expires",
  summary: "Nobody reviews a submitted payout for seven days.",
  shows: "The payout is cancelled (expired), a week later by the sandbox's clock.",
  misbehaviour: {},
  count: 1,
  countMax: COUNT_MAX,
  scripts: {
    adyen: ({ count, amount, reference }) =>
      numbers(count).flatMap((number) => submit(number, { amount, reference })),
  },
}

const SILENCE_DAYS = 5

const silence: Scenario = {
  name: "silence",
  summary: "A payout to a bank account is accepted, and then nothing more is heard of it.",
  shows:
    "The payout is processing; two business days later it is paid, presumed: Adyen has no word for " +
    "the arrival.",
  misbehaviour: {},
  count: 1,
  countMax: COUNT_MAX,
  scripts: {
    adyen: ({ count, amount, reference }) => [
      ...numbers(count).flatMap((number) => [
        ...submit(number, { amount, reference }),
        act("confirm", { psp_reference: made(payoutNamed(number)) }),
      ]),
      // Longer than two business days with a weekend between them.
      rest(SILENCE_DAYS * 24 * 60 * 60),
    ],
  },
}

function submit(
  number: number,
  of: { readonly amount: bigint | undefined; reference(number: number): string },
): readonly Instruction[] {
  const payout = { as: payoutNamed(number), number, reference: of.reference(number) }
  return [adyen({ ...payout, amount: of.amount }, { method: "bank", outcome: "accepted" })]
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** What payouts meet on their way. */
export const PAYOUT_SCENARIOS: readonly Scenario[] = [
  happy,
  failed,
  reversed,
  insufficientBalance,
  delayed,
  bulk,
  channelOffline,
  declined,
  reviewExpires,
  silence,
]
