import type { ErrorComponentProps } from "@tanstack/react-router"

import { ProblemNote } from "../parts/problem-note.tsx"

/** A page that cannot be shown: the rest of the dashboard stays. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  return <ProblemNote error={error} onAgain={reset} />
}
