/** Something that must never be, in words, with all that is known of it. */
export interface Violation {
  readonly check: string
  readonly what: string
}

export interface Violations {
  readonly found: readonly Violation[]
  /** How many there are of each check, shown or not. */
  readonly counts: Readonly<Record<string, number>>
  add(check: string, what: string): void
}

/** One bug may break thousands of rows: a few of each kind say enough. */
const SHOWN_MAX = 5

export function collectViolations(): Violations {
  const found: Violation[] = []
  const counts: Record<string, number> = {}
  return {
    found,
    counts,
    add(check, what) {
      const count = (counts[check] ?? 0) + 1
      counts[check] = count
      if (count <= SHOWN_MAX) found.push({ check, what })
    },
  }
}
