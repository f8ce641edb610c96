import { PaidoutError } from "./errors.ts"
import { ROLES, type Role } from "./roles.ts"

/** What the environment, or `paidout start`, says of this machine's processes. */
export interface ProcessConfig {
  /** 1: the hub is one process. More: as many, started and watched by one that does nothing else. */
  readonly workers: number
  readonly roles: readonly Role[]
  /** Between "not ready" and the end of accepting, at a stop. */
  readonly drainMs: number
}

/** More are not faster: they meet at the same rows, and each takes its connections. */
export const workersMax = 32
const drainSecondsMax = 300

/** @throws PaidoutError config_invalid, naming the variable and what it takes. */
export function readProcessConfig(
  environment: Readonly<Record<string, string | undefined>>,
): ProcessConfig {
  const text = (name: string): string => environment[name]?.trim() ?? ""
  return {
    workers: readNumber("WORKERS", text("WORKERS") || "1", { least: 1, most: workersMax }),
    roles: readRoles(text("ROLES")),
    drainMs:
      readNumber("DRAIN_SECONDS", text("DRAIN_SECONDS") || "0", {
        least: 0,
        most: drainSecondsMax,
      }) * 1_000,
  }
}

function readNumber(
  name: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new PaidoutError(
    "config_invalid",
    `${name} takes a whole number from ${least} to ${most}, not "${text}".`,
  )
}

function readRoles(text: string): readonly Role[] {
  if (text === "") return ROLES
  const words = text.split(",").map((word) => word.trim())
  const unknown = words.find((word) => !(ROLES as readonly string[]).includes(word))
  if (unknown !== undefined) {
    throw new PaidoutError(
      "config_invalid",
      `ROLES takes some of ${ROLES.join(",")}, separated by commas; "${unknown}" is none.`,
    )
  }
  return ROLES.filter((role) => words.includes(role))
}
