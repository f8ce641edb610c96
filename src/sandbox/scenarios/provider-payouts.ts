import { amountFromDecimal, decimalFromAmount, minorFromAmount } from "../../payout/money.ts"
import { act, made, type Instruction } from "./scenario.ts"

/** How a payout ends: what nearly every story can be told with. */
export type Ending = "paid" | "failed" | "reversed"

/** A payout that a scenario makes, whoever the provider is. */
export interface ScriptedPayout {
  /** What the script calls it. */
  readonly as: string
  /** Counts the payouts of a run, from 1. */
  readonly number: number
  readonly reference: string
  /** Units of 1/10,000. Undefined: the provider's example. */
  readonly amount?: bigint | undefined
}

/** How one provider is brought to a payout with a given ending, by its own actions. */
export interface ProviderPayouts {
  readonly currency: string
  /** How many decimals it takes of an amount in that currency. */
  readonly decimals: number
  /** Units of 1/10,000. */
  readonly amount: bigint
  /** What payouts are paid from. */
  readonly balance: string
  /** An ending that is missing does not exist at this provider. */
  readonly endings: Readonly<Partial<Record<Ending, (payout: ScriptedPayout) => Steps>>>
}

type Steps = readonly Instruction[]

/** The account numbers of Xendit's test mode decide the ending. */
export const xenditPayouts: ProviderPayouts = {
  currency: "IDR",
  decimals: 0,
  amount: whole("275000"),
  balance: "CASH",
  endings: {
    paid: (payout) => xendit(payout, ["000000000099"]),
    failed: (payout) => xendit(payout, ["999999", "121212", "123456"]),
    reversed: (payout) => xendit(payout, ["654321"]),
  },
}

function xendit(payout: ScriptedPayout, numbers: readonly string[]): Steps {
  const args = {
    amount: decimalFromAmount(payout.amount ?? xenditPayouts.amount, 0),
    currency: "IDR",
    account_number: inTurn(numbers, payout.number),
    reference_id: payout.reference,
  }
  return [act("create_payout", args, payout.as)]
}

/** So do Pivot's. It has no word for money that comes back. */
export const pivotPayouts: ProviderPayouts = {
  currency: "IDR",
  decimals: 0,
  amount: whole("275000"),
  balance: "DISBURSEMENT",
  endings: {
    paid: (payout) => pivot(payout, [PIVOT_NUMBERS.paid]),
    failed: (payout) => pivot(payout, PIVOT_NUMBERS.failed),
  },
}

export const PIVOT_NUMBERS = {
  paid: "999966660001",
  failed: ["999966660002", "999966660003", "999966660006"],
} as const

function pivot(payout: ScriptedPayout, numbers: readonly string[]): Steps {
  const args = {
    amount: decimalFromAmount(payout.amount ?? pivotPayouts.amount, 0),
    account_number: inTurn(numbers, payout.number),
    reference: payout.reference,
  }
  return [act("create_payout", args, payout.as)]
}

/**
 * Adyen never says "paid" of a payout to a bank account, so these are instant ones to a card; only
 * what is to come back goes to a bank account, and is confirmed.
 */
export const adyenPayouts: ProviderPayouts = {
  currency: "EUR",
  decimals: 2,
  amount: whole("125"),
  balance: "PAYOUT",
  endings: {
    paid: (payout) => [adyen(payout, { method: "card", outcome: "accepted" })],
    failed: (payout) => [adyen(payout, { method: "card", outcome: "refused" })],
    reversed: (payout) => [
      adyen(payout, { method: "bank", outcome: "reversed", after_seconds: COMES_BACK_SECONDS }),
      act("confirm", { psp_reference: made(payout.as) }),
    ],
  },
}

/** As at Xendit, so that nobody waits for long. */
const COMES_BACK_SECONDS = 5

export function adyen(
  payout: ScriptedPayout,
  how: Readonly<Record<string, string | number>>,
): Instruction {
  const minor = minorFromAmount(payout.amount ?? adyenPayouts.amount, adyenPayouts.decimals)
  const args = {
    amount: Number(minor),
    currency: "EUR",
    reference: payout.reference,
    // Its own, so that as much is stored at each run.
    shopper_reference: payout.reference,
    ...how,
  }
  return act("create_payout", args, payout.as)
}

export const PROVIDER_PAYOUTS: Readonly<Record<string, ProviderPayouts>> = {
  pivot: pivotPayouts,
  xendit: xenditPayouts,
  adyen: adyenPayouts,
}

function inTurn(values: readonly string[], number: number): string {
  return values[(number - 1) % values.length] ?? ""
}

function whole(text: string): bigint {
  return amountFromDecimal(text, 0) ?? 0n
}
