import { amountFromDecimal, type Money } from "../payout/money.ts"

/** `numeric(38,4)` comes as text; the table says that amount and currency are both there or not. */
export function moneyFromRow(amount: string | null, currency: string | null): Money | null {
  if (amount === null || currency === null) return null
  return { amount: amountFromRow(amount), currency }
}

export function amountFromRow(amount: string): bigint {
  const units = amountFromDecimal(amount, 4)
  if (units === undefined) throw new Error("An amount in the database has no exact value.")
  return units
}
