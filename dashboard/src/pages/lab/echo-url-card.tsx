import { Button, Code, Group, Stack, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Copy } from "../../parts/copy.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab } from "./use-lab.ts"

/** Where a receiver takes requests, and how to have Paidout send there. */
export function EchoUrlCard({
  echo,
  onGone,
}: {
  readonly echo: Thing<"SandboxEcho">
  readonly onGone: () => void
}) {
  const words = useWords().lab.echo
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()

  async function remove(): Promise<void> {
    const params = { path: { id: echo.id } }
    const { error } = await client.DELETE("/v1/sandbox/echo/{id}", { params })
    if (error !== undefined) throw error as unknown
    onGone()
    refresh()
  }

  return (
    <Card title={words.url}>
      <Stack gap="sm">
        <Group gap={4} wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{echo.url}</Code>
          <Copy value={echo.url} what={words.url} />
        </Group>
        <Text size="sm" c="dimmed">
          {words.registerWhy}
        </Text>
        <Group gap="xs">
          {mayWrite && (
            <Button
              size="xs"
              component={Link}
              to={`/settings/developer/callbacks/new?url=${encodeURIComponent(echo.url)}`}
            >
              {words.register}
            </Button>
          )}
          {mayWrite && (
            <ConfirmAction label={words.remove} size="xs" variant="default" onConfirm={remove}>
              {words.removeWhat}
            </ConfirmAction>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
