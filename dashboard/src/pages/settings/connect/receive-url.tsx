import { Alert, Stack, Text } from "@mantine/core"
import { IconAlertTriangle } from "@tabler/icons-react"

import type { Thing } from "../../../api/client.ts"
import { Card } from "../../../parts/card.tsx"
import { CodeView } from "../../../parts/code-view.tsx"
import { useWords } from "../../../words/words.ts"

/** What the provider is given, and whether the provider can reach it at all. */
export function ReceiveUrl({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.connect
  const warning = warningOf(source.receive_url)
  return (
    <Card title={words.receiveTitle}>
      <Stack gap="sm">
        <Text size="sm">{words.receive[source.provider]}</Text>
        <CodeView text={source.receive_url} label={words.url} />
        {warning !== undefined && (
          <Alert color="yellow" variant="light" icon={<IconAlertTriangle />}>
            {words[warning]}
          </Alert>
        )}
      </Stack>
    </Card>
  )
}

/** Loopback and "all addresses" are what a hub without PUBLIC_URL says. */
export function warningOf(url: string): "loopback" | "insecure" | undefined {
  const { hostname, protocol } = new URL(url)
  const isLocal = /^(localhost|127\.|0\.0\.0\.0|\[::1?\])/.test(hostname)
  if (isLocal) return "loopback"
  return protocol === "https:" ? undefined : "insecure"
}
