import type { Dialect } from "../delivery/dialect.ts"
import { paidoutDialect } from "../delivery/paidout-dialect.ts"
import { PROVIDERS } from "../providers/index.ts"
import { providerDialect } from "./provider-dialect.ts"

/** The one list of dialects: our own, and one per provider. */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ["paidout", paidoutDialect],
  ...PROVIDERS.map((provider) => [provider.name, providerDialect(provider)] as const),
])


export function findDialect(name: string): Dialect | undefined {
  return DIALECTS.get(name)
}
