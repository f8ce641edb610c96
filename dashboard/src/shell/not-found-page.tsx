import { Button, Container } from "@mantine/core"
import { IconMapQuestion } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { EmptyState } from "../parts/empty-state.tsx"
import { useWords } from "../words/words.ts"

export function NotFoundPage() {
  const words = useWords().shell.notFound
  return (
    <Container size="sm" py="xl" component="main">
      <EmptyState
        icon={IconMapQuestion}
        title={words.title}
        actions={
          <Button component={Link} to="/">
            {words.home}
          </Button>
        }
      >
        {words.why}
      </EmptyState>
    </Container>
  )
}
