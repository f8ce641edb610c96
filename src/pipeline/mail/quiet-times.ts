import { PROVIDERS } from "../../providers/index.ts"

/** Since when a payout of each provider may be silent at `now` without anything being wrong. */
export function quietTimes(now: Date): Readonly<Record<string, Date>> {
  return Object.fromEntries(
    PROVIDERS.map(({ name, quietHours = 0 }) => [
      name,
      new Date(now.getTime() - quietHours * 60 * 60 * 1_000),
    ]),
  )
}
