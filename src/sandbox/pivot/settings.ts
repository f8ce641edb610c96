import { amountFromDecimal } from "../../payout/money.ts"
import type { Setting } from "../settings.ts"

export {
  choice,
  faultOfSettings,
  isSeconds,
  readSettings,
  seconds,
  type Setting,
  type SettingsOf,
} from "../settings.ts"

/** Whole rupiah as decimal text; read as units of 1/10,000. */
export function rupiah(fallback: string, why: string): Setting<bigint> {
  return {
    default: amountFromDecimal(fallback, 0) ?? 0n,
    takes: 'whole rupiah as text, like "10000"',
    why,
    read: (value) => (typeof value === "string" ? amountFromDecimal(value, 0) : undefined),
  }
}

export function flag(fallback: boolean, why: string): Setting<boolean> {
  return {
    default: fallback,
    takes: "true or false",
    why,
    read: (value) => (typeof value === "boolean" ? value : undefined),
  }
}

const TEXT_CHARACTERS_MAX = 60

export function shortText(fallback: string, why: string): Setting<string> {
  return {
    default: fallback,
    takes: `text of 1 to ${TEXT_CHARACTERS_MAX} characters`,
    why,
    read: (value) =>
      typeof value === "string" && value !== "" && value.length <= TEXT_CHARACTERS_MAX
        ? value
        : undefined,
  }
}
