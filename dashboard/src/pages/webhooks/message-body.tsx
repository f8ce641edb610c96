import { Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { RevealedBody } from "./revealed-body.tsx"
import type { Revealed } from "./use-revealed.ts"

/** The bytes as received: JSON, form or XML. */
export function MessageBody({
  message,
  revealed,
  mark = null,
}: {
  readonly message: Thing<"WholeMessage">
  readonly revealed: Revealed
  readonly mark?: string | null
}) {
  const words = useWords().webhooks.message
  return (
    <Card title={words.tab.raw}>
      {message.body_pruned ? (
        <Text size="sm">{words.pruned}</Text>
      ) : (
        <RevealedBody revealed={revealed} fileName={`${message.id}.body`} mark={mark} />
      )}
    </Card>
  )
}
