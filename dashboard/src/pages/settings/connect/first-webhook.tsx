import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core"
import { IconCircleCheck, IconShieldX } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { api, type Thing } from "../../../api/client.ts"
import { useRefresh } from "../../../live/changes.ts"
import { Card } from "../../../parts/card.tsx"
import { SendTest } from "../send-test.tsx"
import { useWords } from "../../../words/words.ts"

/** How often it looks, should the live stream be down. */
const lookAgainMs = 5_000

/** Waits for what the provider sends first: an authentic webhook, or one whose secret differs. */
export function FirstWebhook({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.connect
  const { id } = source
  useRefresh(["messages"], "/v1/messages")
  const found = api.useQuery(
    "get",
    "/v1/messages",
    { params: { query: { source_id: id, limit: 5 } } },
    { refetchInterval: lookAgainMs },
  )
  const messages = found.data?.data ?? []
  const good = messages.find(({ state }) => state !== "quarantined")
  const refused = messages.find(({ state }) => state === "quarantined")
  const fixUrl = `/settings/sources/${id}`
  return (
    <Card title={good === undefined ? words.waiting : words.arrived}>
      <Stack gap="md" aria-live="polite">
        {good === undefined ? (
          <Group gap="sm" wrap="nowrap">
            <Loader size="sm" aria-hidden />
            <Text size="sm">{words.waitingWhy}</Text>
          </Group>
        ) : (
          <Alert color="green" variant="light" icon={<IconCircleCheck />}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">{words.arrivedWhy(good.wire_event)}</Text>
              <Link to={`/webhooks/received/${good.id}`}>{words.openMessage}</Link>
            </Group>
          </Alert>
        )}
        {good === undefined && refused !== undefined && (
          <Alert color="orange" variant="light" icon={<IconShieldX />} title={words.refused}>
            <Text size="sm">{refused.hint}</Text>
            <Text size="sm">{words.refusedWhy}</Text>
            <Group mt="xs" gap="sm">
              <Button component={Link} to={fixUrl} size="xs">
                {words.fix}
              </Button>
              <Link to={`/webhooks/received/${refused.id}`}>{words.openMessage}</Link>
            </Group>
          </Alert>
        )}
        <Group justify="space-between">
          <SendTest source={source} />
          <Button component={Link} to={fixUrl} variant={good === undefined ? "default" : "filled"}>
            {words.openSource}
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}
