/**
 * Exact money. An amount is a `bigint` at a fixed scale of 4 decimals: `10000.00 IDR` is
 * `100_000_000n`. It is never a float, from the provider's text to the database and back.
 */

export interface Money {
  /** Units of 1/10,000 of the currency's main unit. Never negative. */
  readonly amount: bigint
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string
}

const SCALE = 4
const SCALE_FACTOR = 10_000n
/** numeric(38,4) holds 34 digits before the point. */
const AMOUNT_MAX = 10n ** 38n - 1n

/** ISO 4217 minor units that are not 2. */
const ISO_EXPONENTS: Readonly<Record<string, number>> = {
  ...exponent(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...exponent(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...exponent(4, "CLF UYW"),
}

/** Decimals of a currency in ISO 4217: IDR 2, JPY 0, BHD 3. */
export function isoExponent(currency: string): number {
  return ISO_EXPONENTS[currency] ?? 2
}

export function isCurrencyCode(text: string): boolean {
  return /^[A-Z]{3}$/.test(text)
}

/** Plain decimal text (`"10000"`, `"12.34"`), main units, or undefined when it is no exact amount. */
export function amountFromDecimal(text: string, decimalsMax: number): bigint | undefined {
  const match = /^(\d{1,34})(?:\.(\d{1,20}))?$/.exec(text)
  if (!match) return undefined
  const whole = match[1] ?? "0"
  const fraction = (match[2] ?? "").replace(/0+$/, "")
  if (fraction.length > decimalsMax || fraction.length > SCALE) return undefined
  const amount = BigInt(whole) * SCALE_FACTOR + BigInt(fraction.padEnd(SCALE, "0") || "0")
  return amount <= AMOUNT_MAX ? amount : undefined
}

/** Integer text in a provider's minor units, or undefined when it is no exact amount. */
export function amountFromMinor(text: string, exponentOfProvider: number): bigint | undefined {
  if (!/^\d{1,38}$/.test(text) || exponentOfProvider > SCALE) return undefined
  const amount = BigInt(text) * 10n ** BigInt(SCALE - exponentOfProvider)
  return amount <= AMOUNT_MAX ? amount : undefined
}

/** Decimal text with at least `decimals` digits after the point; more only where they are not zero. */
export function decimalFromAmount(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(SCALE + 1, "0")
  const whole = digits.slice(0, -SCALE)
  const fraction = digits.slice(-SCALE)
  let keep = SCALE
  while (keep > decimals && fraction[keep - 1] === "0") keep -= 1
  return keep === 0 ? whole : `${whole}.${fraction.slice(0, keep)}`
}

/** Integer text in minor units, or undefined when the amount has finer parts than the exponent. */
export function minorFromAmount(amount: bigint, exponentOfProvider: number): string | undefined {
  const divisor = 10n ** BigInt(SCALE - exponentOfProvider)
  return amount % divisor === 0n ? (amount / divisor).toString() : undefined
}

/** How money is written outside Paidout: `{value: "10000.00", currency: "IDR"}`. */
export function moneyToWire(money: Money): { value: string; currency: string } {
  return {
    value: decimalFromAmount(money.amount, isoExponent(money.currency)),
    currency: money.currency,
  }
}

export function sameMoney(a: Money, b: Money): boolean {
  return a.amount === b.amount && a.currency === b.currency
}

function exponent(decimals: number, currencies: string): Record<string, number> {
  return Object.fromEntries(currencies.split(" ").map((currency) => [currency, decimals]))
}
