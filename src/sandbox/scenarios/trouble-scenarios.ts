import { draw } from "../misbehaviour.ts"
import { atEachProvider, type Cast } from "./at-each-provider.ts"
import type { Ending } from "./provider-payouts.ts"
import { rest, type Instruction, type Scenario } from "./scenario.ts"

const COUNT_MAX = 200
const OUTAGE_SECONDS = 20

const apiDown: Scenario = {
  name: "api-down",
  summary: `The provider's API answers every call as if it were down, for ${OUTAGE_SECONDS} seconds.`,
  shows: "Who calls it is refused; the payout's webhook comes all the same, and it is paid.",
  misbehaviour: { api_down: 1 },
  count: 1,
  countMax: COUNT_MAX,
  scripts: outage(),
}

const apiSlow: Scenario = {
  name: "api-slow",
  summary: `The provider's API takes three seconds for every answer, for ${OUTAGE_SECONDS} seconds.`,
  shows: "Who calls it waits; the payout's webhook comes all the same, and it is paid.",
  misbehaviour: { api_slow: 1, api_slow_ms: 3_000 },
  count: 1,
  countMax: COUNT_MAX,
  scripts: outage(),
}

function outage(): Scenario["scripts"] {
  return atEachProvider(["paid"], ({ count, pay }) => [
    ...Array.from({ length: count }, (_, index) => pay("paid", index + 1)).flat(),
    rest(OUTAGE_SECONDS),
    { do: "misbehave", misbehaviour: {}, says: "The API answers as usual again." },
  ])
}

const HELD_SECONDS = 10
const LATE_SECONDS = 30
/** Until the last webhook that is held or late has come. */
const TAIL_SECONDS = 45

const storm: Scenario = {
  name: "storm",
  summary: "Many payouts at once, and everything goes wrong a little. The seed decides what.",
  shows:
    "What the webhooks that came say: some payouts are unknown, some are held with an attention " +
    "item, and nothing that was acknowledged is lost.",
  misbehaviour: {
    duplicate: 0.25,
    reorder: 0.15,
    reorder_seconds: HELD_SECONDS,
    delay: 0.15,
    delay_seconds_max: LATE_SECONDS,
    drop: 0.05,
    wrong_token: 0.05,
    truncate: 0.05,
    wrong_amount: 0.05,
    failed_after_succeeded: 0.05,
    api_down: 0.1,
    api_slow: 0.1,
    api_slow_ms: 1_500,
  },
  count: 20,
  countMax: COUNT_MAX,
  scripts: atEachProvider(["paid"], (cast) => [
    ...Array.from({ length: cast.count }, (_, index) => stormy(cast, index + 1)).flat(),
    { do: "settle" },
    rest(TAIL_SECONDS),
  ]),
}

const PAID_CHANCE = 0.7
const FAILED_CHANCE = 0.2
const BETWEEN_SECONDS_MAX = 0.6

function stormy({ seed, payouts, amount, pay }: Cast, number: number): readonly Instruction[] {
  const lot = draw(seed, ["storm ending", number])
  const wanted: Ending =
    lot < PAID_CHANCE ? "paid" : lot < PAID_CHANCE + FAILED_CHANCE ? "failed" : "reversed"
  const ending = payouts.endings[wanted] === undefined ? "failed" : wanted
  // From half of the usual amount to one and a half of it, in whole hundredths.
  const hundredths = BigInt(50 + Math.floor(draw(seed, ["storm amount", number]) * 100))
  const some = (payouts.amount * hundredths) / 100n
  const pauseMs = Math.round(draw(seed, ["storm pause", number]) * BETWEEN_SECONDS_MAX * 1_000)
  return [...pay(ending, number, { amount: amount ?? some }), rest(pauseMs / 1_000)]
}

/** What the whole provider meets. */
export const TROUBLE_SCENARIOS: readonly Scenario[] = [storm, apiDown, apiSlow]
