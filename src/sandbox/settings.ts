/**
 * What may be set at an account of a simulated provider: where nobody knows how the provider
 * behaves, or where a tester wants it otherwise. Each simulator has its own table of them.
 */
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

/** A year: no step of a story is later than that. */
export const SECONDS_MAX = 366 * 24 * 60 * 60

export function isSeconds(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= SECONDS_MAX
}

export function seconds(fallback: number, why: string): Setting<number> {
  return {
    default: fallback,
    takes: `seconds from 0 to ${SECONDS_MAX}`,
    why,
    read: (value) => (isSeconds(value) ? value : undefined),
  }
}

/** The first choice is the default. */
export function choice<const Choices extends readonly [string | number, ...(string | number)[]]>(
  choices: Choices,
  why: string,
): Setting<Choices[number]> {
  return {
    default: choices[0],
    takes: `one of ${choices.map((each) => JSON.stringify(each)).join(", ")}`,
    why,
    read: (value) => choices.find((each) => each === value),
  }
}

/** Null: there is no such limit. */
export function wholeNumberOrNone(max: number, why: string): Setting<number | null> {
  return {
    default: null,
    takes: `a whole number from 1 to ${max}, or null for none`,
    why,
    read: (value) => {
      const fits = value === null || (Number.isInteger(value) && Number(value) >= 1)
      return fits && Number(value) <= max ? (value as number | null) : undefined
    },
  }
}
