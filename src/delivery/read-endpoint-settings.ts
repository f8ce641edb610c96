import { PaidoutError } from "../errors.ts"
import { idUuid } from "../ids.ts"
import { DIALECT_SETTINGS, type Dialect } from "./dialect.ts"
import type { EndpointSettings } from "./endpoint.ts"
import { isRetryScheduleName, RETRY_SCHEDULES } from "./retry-schedules.ts"

export const TIMEOUT_MS_MIN = 1_000
export const TIMEOUT_MS_MAX = 30_000
export const CONCURRENCY_MAX = 256
const RETRY_DELAYS_MAX = 100
export const RATE_PER_SECOND_MAX = 10_000
export const DISABLE_AFTER_HOURS_MAX = 720
const SOURCES_MAX = 100
const NAME_CHARACTERS_MAX = 200
const RETRY_DELAY_MS_MIN = 1_000
const RETRY_DELAY_MS_MAX = 7 * 24 * 60 * 60 * 1_000

/**
 * Settings as the API takes them, for an endpoint of this dialect: what means nothing to it is
 * refused rather than kept without a word.
 * @throws PaidoutError request_invalid, with `detail.field`.
 */
export function readEndpointSettings(
  value: unknown,
  dialect: Pick<Dialect, "name" | "forms" | "settings">,
): EndpointSettings {
  if (value === undefined || value === null) return {}
  if (typeof value !== "object" || Array.isArray(value)) refuse("settings", "an object")
  for (const [name, entry] of Object.entries(value)) {
    const reader = Object.hasOwn(READERS, name)
      ? READERS[name as keyof EndpointSettings]
      : undefined
    if (reader === undefined) refuse(name, `one of ${Object.keys(READERS).join(", ")}`)
    else if (!reader.accepts(entry)) refuse(name, reader.wanted)
    else demandMeaning(name, entry, dialect)
  }
  if ("retry_schedule" in value && "retry_delays_ms" in value) {
    refuse("retry_delays_ms", "a list only where retry_schedule is not given")
  }
  return value
}

function demandMeaning(
  name: string,
  value: unknown,
  dialect: Pick<Dialect, "name" | "forms" | "settings">,
): void {
  if (name === "form" && dialect.forms.length > 0) {
    if (!dialect.forms.some((form) => form === value)) {
      refuse(name, `${dialect.forms.join(" or ")} in the dialect ${dialect.name}`)
    }
    return
  }
  const ofSomeDialects: readonly string[] = ["form", ...DIALECT_SETTINGS]
  const understood: readonly string[] = dialect.settings
  if (!ofSomeDialects.includes(name) || understood.includes(name)) return
  throw new PaidoutError(
    "request_invalid",
    `settings: "${name}" means nothing to the dialect ${dialect.name}.`,
    { detail: { field: `settings.${name}` } },
  )
}

const TRUE_OR_FALSE = {
  accepts: (value: unknown) => typeof value === "boolean",
  wanted: "true or false",
}

const READERS = {
  timeout_ms: {
    accepts: (value: unknown) => isIntegerWithin(value, TIMEOUT_MS_MIN, TIMEOUT_MS_MAX),
    wanted: `an integer from ${TIMEOUT_MS_MIN} to ${TIMEOUT_MS_MAX}`,
  },
  concurrency: {
    accepts: (value: unknown) => isIntegerWithin(value, 1, CONCURRENCY_MAX),
    wanted: `an integer from 1 to ${CONCURRENCY_MAX}`,
  },
  retry_schedule: {
    accepts: (value: unknown) => typeof value === "string" && isRetryScheduleName(value),
    wanted: `one of ${Object.keys(RETRY_SCHEDULES).join(", ")}`,
  },
  retry_delays_ms: {
    accepts: (value: unknown) =>
      Array.isArray(value) &&
      value.length <= RETRY_DELAYS_MAX &&
      value.every((delay) => isIntegerWithin(delay, RETRY_DELAY_MS_MIN, RETRY_DELAY_MS_MAX)),
    wanted:
      `at most ${RETRY_DELAYS_MAX} integers ` +
      `from ${RETRY_DELAY_MS_MIN} to ${RETRY_DELAY_MS_MAX} (7 days)`,
  },
  rate_per_second: {
    accepts: (value: unknown) => isIntegerWithin(value, 1, RATE_PER_SECOND_MAX),
    wanted: `an integer from 1 to ${RATE_PER_SECOND_MAX}`,
  },
  disable_after_hours: {
    accepts: (value: unknown) => isIntegerWithin(value, 0, DISABLE_AFTER_HOURS_MAX),
    wanted: `an integer from 0 (never) to ${DISABLE_AFTER_HOURS_MAX}`,
  },
  source_ids: {
    accepts: (value: unknown) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= SOURCES_MAX &&
      value.every((id) => typeof id === "string" && idUuid("source", id) !== undefined),
    wanted: `1 to ${SOURCES_MAX} ids like src_…`,
  },
  form: { accepts: isName, wanted: "one of the dialect's forms" },
  account: {
    accepts: (value: unknown) => isName(value) && isPrintable(String(value)),
    wanted: `a text of 1 to ${NAME_CHARACTERS_MAX} characters that can be printed`,
  },
  include_presumed: TRUE_OR_FALSE,
  reversal_as_failed: TRUE_OR_FALSE,
  retry_refusals: TRUE_OR_FALSE,
  require_accepted_body: TRUE_OR_FALSE,
} satisfies Record<
  keyof EndpointSettings,
  { readonly accepts: (value: unknown) => boolean; readonly wanted: string }
>

function isName(value: unknown): boolean {
  return typeof value === "string" && value.length > 0 && value.length <= NAME_CHARACTERS_MAX
}

/** It stands in every body, and XML has no way to write what this leaves out. */
function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Cn}]/u.test(text)
}

function isIntegerWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

function refuse(field: string, wanted: string): never {
  throw new PaidoutError("request_invalid", `settings: "${field}" takes ${wanted}.`, {
    detail: { field: `settings.${field}` },
  })
}
