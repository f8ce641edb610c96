import { amountFromMinor, isCurrencyCode, type Money } from "../../payout/money.ts"
import { fieldAt, textOf } from "../../providers/json-fields.ts"
import { JsonNumber, type Json } from "../../providers/json.ts"

/** An amount as Adyen writes it: whole minor units of the currency, as text. */
export interface WireAmount {
  readonly currency: string
  /** Digits, perhaps with a minus before them. */
  readonly value: string
}

/** On every wire of Adyen's a value is an int64. */
const VALUE_MAX = 2n ** 63n - 1n

/** `{currency, value}` of a request; undefined: it is no amount of at least one minor unit. */
export function readWireAmount(json: Json | undefined): WireAmount | undefined {
  const currency = textOf(fieldAt(json, "currency"))
  const value = fieldAt(json, "value")
  if (currency === undefined || !isCurrencyCode(currency)) return undefined
  if (!(value instanceof JsonNumber) || !/^[1-9]\d{0,18}$/.test(value.text)) return undefined
  return BigInt(value.text) > VALUE_MAX ? undefined : { currency, value: value.text }
}

/** In units of 1/10,000, as balances are kept. */
export function moneyOf({ currency, value }: WireAmount): Money {
  const amount = amountFromMinor(value, minorDigits(currency))
  if (amount === undefined) throw new Error(`${value} ${currency} is no amount`)
  return { amount, currency }
}

/**
 * Decimals of an amount on Adyen's wire: ISO 4217's, but for CLP and ISK (2) and CVE and IDR (0).
 * Written here once more than in the provider's folder: the other side of the wire must not share
 * a mistake with it. Source: Adyen "Currency codes".
 */
export function minorDigits(currency: string): number {
  if (WITHOUT_DECIMALS.has(currency)) return 0
  return WITH_THREE.has(currency) ? 3 : 2
}

const WITHOUT_DECIMALS: ReadonlySet<string> = new Set(
  "CVE DJF GNF IDR JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "),
)
const WITH_THREE: ReadonlySet<string> = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "))
