import { PaidoutError } from "../errors.ts"
import type { EndpointSettings } from "./endpoint.ts"
import { isRetryScheduleName, RETRY_SCHEDULES } from "./retry-schedules.ts"

export const TIMEOUT_MS_MIN = 1_000
export const TIMEOUT_MS_MAX = 30_000
export const CONCURRENCY_MAX = 256
const RETRY_DELAYS_MAX = 100
const RETRY_DELAY_MS_MIN = 1_000
const RETRY_DELAY_MS_MAX = 7 * 24 * 60 * 60 * 1_000

/** @throws PaidoutError request_invalid, with `detail.field`. */
export function readEndpointSettings(value: unknown): EndpointSettings {
  if (value === undefined || value === null) return {}
  if (typeof value !== "object" || Array.isArray(value)) refuse("settings", "an object")
  for (const [name, entry] of Object.entries(value)) {
    const reader = Object.hasOwn(READERS, name)
      ? READERS[name as keyof EndpointSettings]
      : undefined
    if (reader === undefined) refuse(name, `one of ${Object.keys(READERS).join(", ")}`)
    else if (!reader.accepts(entry)) refuse(name, reader.wanted)
  }
  if ("retry_schedule" in value && "retry_delays_ms" in value) {
    refuse("retry_delays_ms", "a list only where retry_schedule is not given")
  }
  return value
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
  include_presumed: {
    accepts: (value: unknown) => typeof value === "boolean",
    wanted: "true or false",
  },
} satisfies Record<
  keyof EndpointSettings,
  { readonly accepts: (value: unknown) => boolean; readonly wanted: string }
>

function isIntegerWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

function refuse(field: string, wanted: string): never {
  throw new PaidoutError("request_invalid", `settings: "${field}" takes ${wanted}.`, {
    detail: { field: `settings.${field}` },
  })
}
