import { useNavigate, useSearch } from "@tanstack/react-router"

export interface Filters<Name extends string> {
  /** What the URL says; unset filters are missing. */
  readonly values: Readonly<Partial<Record<Name, string>>>
  readonly isEmpty: boolean
  /** Undefined or empty: unset. It replaces the entry of the browser's history. */
  set(name: Name, value: string | undefined): void
  clear(): void
}

/** All state of a list stands in the URL, so that a link shows what its sender saw. */
export function useFilters<const Name extends string>(names: readonly Name[]): Filters<Name> {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const values = Object.fromEntries(
    names.filter((name) => (search[name] ?? "") !== "").map((name) => [name, search[name]]),
  ) as Partial<Record<Name, string>>

  function change(next: Readonly<Record<string, string>>): void {
    void navigate({ to: ".", search: next, replace: true, resetScroll: false })
  }

  return {
    values,
    isEmpty: Object.keys(values).length === 0,
    set(name, value) {
      const { [name]: _before, ...others } = search
      change(value === undefined || value === "" ? others : { ...others, [name]: value })
    },
    clear() {
      change(Object.fromEntries(Object.entries(search).filter(([name]) => !isOneOf(names, name))))
    },
  }
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name)
}
