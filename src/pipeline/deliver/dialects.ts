import type { Dialect } from "../../delivery/dialect.ts"
import { paidoutDialect } from "../../delivery/paidout-dialect.ts"
import { rawDialect } from "../../delivery/raw-dialect.ts"
import { PROVIDERS } from "../../providers/index.ts"
import { providerDialect } from "./provider-dialect.ts"

/** The one list of dialects: our own, one per provider, and the requests as they came. */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map(
  [paidoutDialect, ...PROVIDERS.map(providerDialect), rawDialect].map((dialect) => [
    dialect.name,
    dialect,
  ]),
)

export function findDialect(name: string): Dialect | undefined {
  return DIALECTS.get(name)
}
