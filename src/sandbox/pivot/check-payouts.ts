import { decimalFromAmount } from "../../payout/money.ts"
import type { World } from "../world.ts"
import { balanceInsufficient, dailyLimitExceeded, idExists, inquiryMissing } from "./errors.ts"
import type { PayoutSettings } from "./payout-settings.ts"
import { CURRENCY, PAYOUT, unitsOf } from "./payout-things.ts"
import type { PayoutItem } from "./read-payout-item.ts"
import { Refusal } from "./refusal.ts"

/** What a create call is checked against besides its own form. */

/** The destination of a payout that names an inquiry is that of the inquiry. */
export async function withInquiries(
  world: World,
  items: readonly PayoutItem[],
): Promise<readonly PayoutItem[]> {
  const known = new Map<string, Partial<PayoutItem>>()
  for (const [index, { inquiryId }] of items.entries()) {
    if (inquiryId === "" || known.has(inquiryId)) continue
    const inquiry = await world.find("inquiry", inquiryId)
    if (inquiry === null) throw new Refusal(inquiryMissing(`payouts[${index}].inquiryId`))
    const { channelCode, accountNumber, accountName } = inquiry.state as Partial<PayoutItem>
    known.set(inquiryId, {
      ...(channelCode !== undefined && { channelCode }),
      ...(accountNumber !== undefined && { accountNumber }),
      ...(accountName !== undefined && { accountName }),
    })
  }
  return items.map((item) => ({ ...item, ...known.get(item.inquiryId) }))
}

/** A reference is used once per merchant: who pays again needs a different one. */
export async function checkNew(world: World, items: readonly PayoutItem[]): Promise<void> {
  const references = items.map(({ referenceId }) => referenceId)
  const taken = await world.takenReferences(PAYOUT, references)
  const seen = new Set(taken)
  for (const [index, reference] of references.entries()) {
    if (seen.has(reference)) throw new Refusal(idExists(`payouts[${index}].referenceId`))
    seen.add(reference)
  }
}

/** Only where the account's settings say that a create call is refused for it. */
export async function checkFunds(
  world: World,
  settings: PayoutSettings,
  asked: { readonly total: bigint; readonly count: number },
): Promise<void> {
  if (settings.insufficient_balance !== "refused") return
  const fees = settings.payout_fee * BigInt(asked.count)
  const hasFunds = (await world.balance("DISBURSEMENT", CURRENCY)) >= asked.total
  const hasFees = (await world.balance("MASTER", CURRENCY)) >= fees
  if (!hasFunds || !hasFees) throw new Refusal(balanceInsufficient())
}

/** Adds to what was asked for on this day, in Jakarta, as far as there is a limit. */
export async function countTowardsDay(
  world: World,
  settings: PayoutSettings,
  total: bigint,
): Promise<void> {
  const limit = settings.daily_payout_limit
  if (limit === 0n) return
  const name = dayInJakarta(world.now)
  const day = await world.find("payout_day", name)
  const before = day === null ? 0n : unitsOf(String(day.state["total"]))
  if (before + total > limit) {
    const remaining = before < limit ? limit - before : 0n
    throw new Refusal(dailyLimitExceeded(decimalFromAmount(remaining, 0)))
  }
  const state = { total: decimalFromAmount(before + total, 0) }
  if (day === null) await world.add({ kind: "payout_day", name, status: "COUNTED", state })
  else await world.change(day, { state })
}

const JAKARTA_OFFSET_MS = 7 * 60 * 60 * 1_000

function dayInJakarta(time: Date): string {
  return new Date(time.getTime() + JAKARTA_OFFSET_MS).toISOString().slice(0, 10)
}
