import type { Dialect } from "../delivery/dialect.ts"
import { paidoutDialect } from "../delivery/paidout-dialect.ts"

/** The one list of dialects: adding one is an entry here. */
export const DIALECTS = { paidout: paidoutDialect } as const satisfies Record<string, Dialect>

export type DialectName = keyof typeof DIALECTS

export function findDialect(name: string): Dialect | undefined {
  return Object.hasOwn(DIALECTS, name) ? DIALECTS[name as DialectName] : undefined
}
