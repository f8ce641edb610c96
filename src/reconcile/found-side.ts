import type { FoundSide } from "./reconciliation.ts"

interface StoredSide extends Omit<FoundSide, "amount"> {
  /** Units of 1/10,000: JSON has no bigint. */
  readonly amount: { readonly amount: string; readonly currency: string } | null
}

export function sideToJson(side: FoundSide | null): string | null {
  if (side === null) return null
  const { amount } = side
  const stored: StoredSide = {
    ...side,
    amount: amount === null ? null : { ...amount, amount: amount.amount.toString() },
  }
  return JSON.stringify(stored)
}

export function sideFromJson(stored: StoredSide | null): FoundSide | null {
  if (stored === null) return null
  const { amount } = stored
  return {
    ...stored,
    amount: amount === null ? null : { ...amount, amount: BigInt(amount.amount) },
  }
}

export type { StoredSide }
