import { amountFromDecimal } from "../../payout/money.ts"

/** What may be set at an account where nobody knows how Pivot behaves, each with its reason. */
export interface Setting<Value> {
  readonly default: Value
  /** What it takes, for people. */
  readonly takes: string
  /** Why it is a setting, and why this default. */
  readonly why: string
  /** Undefined: it is no such value. */
  read(this: void, value: unknown): Value | undefined
}

export type SettingsTable = Readonly<Record<string, Setting<unknown>>>

export type SettingsOf<Table extends SettingsTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never
}

/** A value that cannot be read is the default: `faultOfSettings` refused it when it was set. */
export function readSettings<Table extends SettingsTable>(
  table: Table,
  settings: Readonly<Record<string, unknown>>,
): SettingsOf<Table> {
  const entries = Object.entries(table).map(([name, setting]) => [
    name,
    setting.read(settings[name]) ?? setting.default,
  ])
  return Object.fromEntries(entries) as SettingsOf<Table>
}

/** The first setting that is unknown or wrong, in a sentence. */
export function faultOfSettings(
  table: SettingsTable,
  settings: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [name, value] of Object.entries(settings)) {
    const setting = Object.hasOwn(table, name) ? table[name] : undefined
    if (setting === undefined) {
      return `There is no setting ${name} here. There are: ${Object.keys(table).join(", ")}.`
    }
    if (setting.read(value) === undefined) return `The setting ${name} takes ${setting.takes}.`
  }
  return undefined
}

const SECONDS_MAX = 31 * 24 * 60 * 60

export function seconds(fallback: number, why: string): Setting<number> {
  return {
    default: fallback,
    takes: `whole seconds from 0 to ${SECONDS_MAX}`,
    why,
    read: (value) => (isSeconds(value) ? value : undefined),
  }
}

export function isSeconds(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= SECONDS_MAX
}

/** Whole rupiah as decimal text; read as units of 1/10,000. */
export function rupiah(fallback: string, why: string): Setting<bigint> {
  return {
    default: amountFromDecimal(fallback, 0) ?? 0n,
    takes: 'whole rupiah as text, like "10000"',
    why,
    read: (value) => (typeof value === "string" ? amountFromDecimal(value, 0) : undefined),
  }
}

/** The first choice is the default. */
export function choice<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  why: string,
): Setting<Choices[number]> {
  return {
    default: choices[0],
    takes: `one of ${choices.map((each) => `"${each}"`).join(", ")}`,
    why,
    read: (value) => choices.find((each) => each === value),
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
