import type { ReactNode } from "react"

/** A name and what is shown beside it, for `Facts`. */
export function fact(name: string, value: ReactNode): readonly [string, ReactNode] {
  return [name, value]
}
