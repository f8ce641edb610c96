import { Group, SimpleGrid, Stack, Text } from "@mantine/core"
import { useState } from "react"

import type { Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { DecodedEvent } from "./decoded-event.tsx"
import { MessageBody } from "./message-body.tsx"
import { wireText } from "./wire-text.ts"
import type { Revealed } from "./use-revealed.ts"

/** What it says beside its bytes: a value that is chosen is marked in them. */
export function MessageDecoded({
  message,
  revealed,
}: {
  readonly message: Thing<"WholeMessage">
  readonly revealed: Revealed
}) {
  const words = useWords().webhooks.message
  const [chosen, setChosen] = useState<{ readonly name: string; readonly value: string }>()
  const text = revealed.body?.body_text ?? null
  const mark = text === null || chosen === undefined ? null : wireText(text, chosen.value)
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Card title={words.tab.decoded}>
        <Decoded message={message} chosen={chosen?.value} onChoose={setChosen} />
        {text !== null && (
          <Text size="sm" c="dimmed" mt="sm" role="status">
            {chosen === undefined
              ? words.pick
              : mark === null
                ? words.notFound(words.field[chosen.name] ?? chosen.name)
                : ""}
          </Text>
        )}
      </Card>
      <MessageBody message={message} revealed={revealed} mark={mark} />
    </SimpleGrid>
  )
}

function Decoded({
  message,
  chosen,
  onChoose,
}: {
  readonly message: Thing<"WholeMessage">
  readonly chosen: string | undefined
  readonly onChoose: (chosen: { readonly name: string; readonly value: string }) => void
}) {
  const words = useWords().webhooks.message
  const { decoded } = message
  if (decoded === null) return <Text size="sm">{words.decodedNone}</Text>
  const unseen = decoded.event_count - decoded.events.length
  return (
    <Stack gap="md">
      {message.state === "quarantined" && <Text size="sm">{words.claims}</Text>}
      {decoded.outcome === "ignored" && <Text size="sm">{words.ignored}</Text>}
      {decoded.outcome === "unrecognised" && (
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {words.notUnderstood}
          </Text>
          <Text size="sm">{decoded.hint}</Text>
        </Group>
      )}
      {decoded.events.map((event, at) => (
        <DecodedEvent key={at} event={event} chosen={chosen} onChoose={onChoose} />
      ))}
      {unseen > 0 && <Text size="sm">{words.eventsMore(unseen)}</Text>}
    </Stack>
  )
}
