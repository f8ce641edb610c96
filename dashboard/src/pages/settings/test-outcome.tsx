import { Alert, Text } from "@mantine/core"
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react"
import type { ReactNode } from "react"

import type { Problem } from "../../api/problem.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

/** Why a URL was not accepted, and what to change; any other problem as it is told. */
export function TestRefused({ problem }: { readonly problem: Problem }) {
  const words = useWords().settings
  if (problem.code !== "endpoint_refused" && problem.code !== "endpoint_address_refused") {
    return <ProblemNote error={problem} />
  }
  const cause = (problem as { readonly cause?: unknown }).cause
  const advice = typeof cause === "string" ? words.steps.change[cause] : words.steps.before
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconCircleX />}
      title={words.callbacks.refused}
      role="alert"
    >
      <Text size="sm">{problem.detail}</Text>
      {advice !== undefined && <Text size="sm">{advice}</Text>}
    </Alert>
  )
}

export function TestAccepted({ children }: { readonly children: ReactNode }) {
  const words = useWords().settings.callbacks
  return (
    <Alert
      color="green"
      variant="light"
      icon={<IconCircleCheck />}
      title={words.accepted}
      role="status"
    >
      {children}
    </Alert>
  )
}
