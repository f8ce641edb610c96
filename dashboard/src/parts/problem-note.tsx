import { Alert, Button, Group, Text } from "@mantine/core"
import { IconAlertTriangle } from "@tabler/icons-react"

import { problemOf } from "../api/problem.ts"
import { useWords } from "../words/words.ts"

/** What the API said no with: what happened, what to do, and the code to search for. */
export function ProblemNote({
  error,
  onAgain,
}: {
  readonly error: unknown
  readonly onAgain?: () => void
}) {
  const words = useWords().shell.problem
  const problem = problemOf(error)
  const said = SAID[problem.code]
  const text = said === undefined ? problem.detail || problem.title : words[said]
  return (
    <Alert
      icon={<IconAlertTriangle />}
      color="red"
      variant="light"
      title={words.title}
      role="alert"
    >
      <Text size="sm">{text}</Text>
      <Group mt="xs" gap="sm">
        {onAgain !== undefined && (
          <Button size="xs" variant="default" onClick={onAgain}>
            {words.again}
          </Button>
        )}
        <Text size="xs" c="dimmed">
          {words.reference(problem.code)}
        </Text>
      </Group>
    </Alert>
  )
}

const SAID: Readonly<Record<string, "unreachable" | "forbidden" | "notFound">> = {
  unreachable: "unreachable",
  forbidden: "forbidden",
  not_found: "notFound",
}
