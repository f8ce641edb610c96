import { atEachProvider, castOf, payoutNamed } from "./at-each-provider.ts"
import { adyenPayouts, pivotPayouts, xenditPayouts } from "./provider-payouts.ts"
import type { Misbehaviour } from "../misbehaviour.ts"
import { rest, until, type Instruction, type Scenario, type Script } from "./scenario.ts"

const COUNT_MAX = 200

/** Payouts that arrive, and of which the webhooks tell badly. */
const payoutsThatArrive = atEachProvider(["paid"], ({ count, pay }) =>
  Array.from({ length: count }, (_, index) => pay("paid", index + 1)).flat(),
)

const lostWebhook: Scenario = {
  name: "lost-webhook",
  summary: "The payout arrives, and its webhooks do not.",
  shows: "The ledger knows nothing of it until somebody asks the provider, or resends the webhook.",
  misbehaviour: { drop: 1 },
  count: 1,
  countMax: COUNT_MAX,
  scripts: payoutsThatArrive,
}

const duplicates: Scenario = {
  name: "duplicates",
  summary: "Every webhook comes twice.",
  shows: "Every payout is paid, once; the history keeps what came again as a duplicate.",
  misbehaviour: { duplicate: 1 },
  count: 3,
  countMax: COUNT_MAX,
  scripts: payoutsThatArrive,
}

const LATE_SECONDS = 120

const late: Scenario = {
  name: "late",
  summary: "Every webhook comes late, by up to two minutes.",
  shows: "Every payout is paid, when its webhook has come.",
  misbehaviour: { delay: 1, delay_seconds_max: LATE_SECONDS },
  count: 3,
  countMax: COUNT_MAX,
  scripts: atEachProvider(["paid"], ({ count, pay }) => [
    ...Array.from({ length: count }, (_, index) => pay("paid", index + 1)).flat(),
    { do: "settle" },
    rest(LATE_SECONDS),
  ]),
}

const wrongToken: Scenario = {
  name: "wrong-token",
  summary: "Webhooks carry a token or a signature that is not the account's.",
  shows: "The hub refuses them, and keeps them as quarantined; the ledger knows nothing.",
  misbehaviour: { wrong_token: 1 },
  count: 1,
  countMax: COUNT_MAX,
  scripts: payoutsThatArrive,
}

const truncated: Scenario = {
  name: "truncated",
  summary: "The bodies of webhooks end in the middle.",
  shows:
    "What is authentic and cannot be read is parked as unrecognised; Adyen signs within the body, " +
    "so there it is quarantined. The ledger knows nothing.",
  misbehaviour: { truncate: 1 },
  count: 1,
  countMax: COUNT_MAX,
  scripts: payoutsThatArrive,
}

const HELD_SECONDS = 15
const FIRST_IS_HELD: Misbehaviour = { reorder: 1, reorder_seconds: HELD_SECONDS }

const outOfOrder: Scenario = {
  name: "out-of-order",
  summary: "The second webhook of a payout comes before the first.",
  shows: "Where the payout stands follows from both; the first is kept in the history as late.",
  misbehaviour: FIRST_IS_HELD,
  count: 1,
  countMax: 1,
  settings: { pivot: ({ referencePrefix }) => delayedFor(referencePrefix, 5) },
  scripts: twoWords(
    { do: "misbehave", misbehaviour: {}, says: "From here on webhooks are sent at once." },
    HELD_SECONDS,
  ),
}

const wrongAmount: Scenario = {
  name: "wrong-amount",
  summary: "Two webhooks of one payout tell two amounts.",
  shows:
    "The first amount stands; what disagrees is held, with an attention item. At Adyen it is the " +
    "first that is wrong.",
  misbehaviour: {},
  count: 1,
  countMax: 1,
  settings: { pivot: ({ referencePrefix }) => delayedFor(referencePrefix, 3) },
  scripts: {
    ...twoWords({
      do: "misbehave",
      misbehaviour: { wrong_amount: 1 },
      says: "From here on webhooks tell another amount.",
    }),
    adyen: (of) => [
      {
        do: "misbehave",
        misbehaviour: { wrong_amount: 1 },
        says: "The first webhook of a payout tells another amount.",
      },
      ...castOf(adyenPayouts, of).pay("reversed", 1),
    ],
  },
}

/** A payout that is told of twice, with something between the two words. */
function twoWords(between: Instruction, restSeconds = 0): Readonly<Record<string, Script>> {
  const first = payoutNamed(1)
  const tail = restSeconds === 0 ? [] : [{ do: "settle" } as const, rest(restSeconds)]
  return {
    xendit: (of) => [
      ...castOf(xenditPayouts, of).pay("reversed", 1),
      until(first, "SUCCEEDED"),
      between,
      ...tail,
    ],
    pivot: (of) => [
      ...castOf(pivotPayouts, of).pay("paid", 1),
      until(first, "DELAYED"),
      between,
      ...tail,
    ],
    adyen: (of) => [
      ...castOf(adyenPayouts, of).pay("reversed", 1),
      until(first, "sent"),
      between,
      ...tail,
    ],
  }
}

function delayedFor(referencePrefix: string, seconds: number) {
  return {
    plans: [{ match: { reference_prefix: referencePrefix }, outcome: "delayed_then_success" }],
    delay_seconds: seconds,
  }
}

const failedAfterSucceeded: Scenario = {
  name: "failed-after-succeeded",
  summary: "A payout that succeeded is told as failed afterwards, which is not true.",
  shows:
    "It stays paid, and an attention item tells of the contradiction: who pays again pays twice.",
  misbehaviour: { failed_after_succeeded: 1 },
  count: 1,
  countMax: COUNT_MAX,
  settings: {
    pivot: () => ({ contradiction_seconds: 3 }),
    adyen: () => ({ contradicted_after_seconds: 3 }),
  },
  scripts: payoutsThatArrive,
}

/** What webhooks meet on their way. */
export const WEBHOOK_SCENARIOS: readonly Scenario[] = [
  lostWebhook,
  duplicates,
  outOfOrder,
  late,
  wrongToken,
  truncated,
  wrongAmount,
  failedAfterSucceeded,
]
