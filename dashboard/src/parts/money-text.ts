/** Currencies whose amounts people write without decimals, whatever ISO 4217 says. */
const WITHOUT_DECIMALS = new Set(["IDR", "VND", "LAK", "COP", "CLP", "HUF", "KRW", "JPY", "TWD"])

/**
 * A decimal text as people of that currency write it: never through a float, and never without a
 * fraction that is not zero. `("10000.00", "IDR", "en")` → `IDR 10,000`.
 */
export function moneyText(value: string, currency: string, locale: string): string {
  const [whole = "0", fraction = ""] = value.split(".")
  const shown = WITHOUT_DECIMALS.has(currency) && /^0*$/.test(fraction) ? "" : fraction
  const parts = new Intl.NumberFormat(locale).formatToParts(1234.5)
  const part = (type: string, fallback: string): string =>
    parts.find((each) => each.type === type)?.value ?? fallback
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, part("group", ","))
  return `${currency} ${digits}${shown === "" ? "" : part("decimal", ".") + shown}`
}
