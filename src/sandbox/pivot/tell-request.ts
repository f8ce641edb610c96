import type { BatchCounters, PaidoutEvent } from "../../payout/event.ts"
import { decimalFromAmount } from "../../payout/money.ts"
import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { bulkEvent, singleEvent } from "./callback-events.ts"
import { payoutSettings } from "./payout-settings.ts"
import {
  batchState,
  payoutState,
  unitsOf,
  type BatchWord,
  type PayoutWord,
} from "./payout-things.ts"
import { totalsOf } from "./payout-totals.ts"

/**
 * The callbacks of a request that moved on: single ones of the payouts that moved, and a bulk one
 * where the request stands elsewhere than before. What the single form has no word for (PENDING,
 * CANCELLED, a payout that is not final) is told in bulk, whatever form a request of one has.
 */
export async function tellOfRequest(
  batch: Thing,
  news: {
    readonly payouts: readonly Thing[]
    /** Those that stand elsewhere than before. */
    readonly moved: readonly Thing[]
    readonly isElsewhere: boolean
  },
  world: World,
): Promise<void> {
  const forms = formsOf(batch, world)
  let told = 0
  if (forms.single) {
    for (const payout of news.moved) told += await tellSingle(batch, payout, world)
  }
  if (news.isElsewhere && (forms.bulk || told === 0)) {
    await tellBulk(batch, totalsOf(news.payouts), world)
  }
}

/** Payouts that succeeded are told as failed; where they stand does not change by that. */
export async function tellContradiction(
  batch: Thing,
  news: { readonly payouts: readonly Thing[]; readonly contradicted: readonly Thing[] },
  world: World,
): Promise<void> {
  const forms = formsOf(batch, world)
  if (forms.single) {
    for (const payout of news.contradicted) {
      await tellSingle(batch, payout, world, { word: "FAILED", reason: CONTRADICTION_REASON })
    }
  }
  if (!forms.bulk) return
  const names = new Set(news.contradicted.map(({ name }) => name))
  const wordOf = (payout: Thing) => (names.has(payout.name) ? "FAILED" : payout.status)
  await tellBulk(batch, totalsOf(news.payouts, wordOf), world)
}

const CONTRADICTION_REASON = "Failed to process by Bank Network"

function formsOf(batch: Thing, world: World): { readonly single: boolean; readonly bulk: boolean } {
  const { callback_form: form } = payoutSettings(world)
  const isOne = batchState(batch).items === 1
  switch (form) {
    case "by_items":
      return { single: isOne, bulk: !isOne }
    case "bulk":
      return { single: false, bulk: true }
    case "both":
      return { single: true, bulk: true }
    default:
      return form satisfies never
  }
}

/** How many it told: none where the single form has no word for it. */
async function tellSingle(
  batch: Thing,
  payout: Thing,
  world: World,
  instead?: { readonly word: PayoutWord; readonly reason: string },
): Promise<0 | 1> {
  const { amount, reason } = payoutState(payout)
  const said = { word: payout.status as PayoutWord, reason, ...instead, amount }
  const merchantId = world.account.externalId
  const event = singleEvent(payout, { ...said, merchantId })
  if (event === null) return 0
  const isWrong = world.happens("wrong_amount", payout)
  const wrong = isWrong && singleEvent(payout, { ...said, merchantId, amount: oneMore(amount) })
  await tell(batch, wrong || event, world)
  return 1
}

async function tellBulk(batch: Thing, counters: BatchCounters, world: World): Promise<void> {
  const word = batch.status as BatchWord
  const merchantId = world.account.externalId
  const event = bulkEvent(batch.name, { merchantId, word, counters })
  if (event === null) return
  const isWrong = world.happens("wrong_amount", batch)
  const wrong =
    isWrong && bulkEvent(batch.name, { merchantId, word, counters: withOneMore(counters) })
  await tell(batch, wrong || event, world)
}

/** All of a request's callbacks are the request's, also those of its payouts: they have an order. */
async function tell(batch: Thing, event: PaidoutEvent, world: World): Promise<void> {
  await world.tell({ product: "payout", thing: batch, wireEvent: event.wireEvent, event })
}

function oneMore(wholeRupiah: string): string {
  return decimalFromAmount(unitsOf(wholeRupiah) + RUPIAH, 0)
}

function withOneMore(counters: BatchCounters): BatchCounters {
  const { success, failed, pending } = counters
  const name =
    success.count > 0
      ? "success"
      : failed.count > 0
        ? "failed"
        : pending.count > 0
          ? "pending"
          : "cancelled"
  return { ...counters, [name]: { ...counters[name], amount: counters[name].amount + RUPIAH } }
}

const RUPIAH = 10_000n
