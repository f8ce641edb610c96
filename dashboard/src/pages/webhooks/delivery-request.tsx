import { Stack, Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { CodeView } from "../../parts/code-view.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { useWords } from "../../words/words.ts"
import { RevealedBody } from "./revealed-body.tsx"
import { useRevealed } from "./use-revealed.ts"

/** What is sent, as it was frozen: each attempt adds its own signature. */
export function DeliveryRequest({ delivery }: { readonly delivery: Thing<"WholeDelivery"> }) {
  const all = useWords().webhooks
  const words = all.delivery
  const { request } = delivery
  const revealed = useRevealed("/v1/deliveries/{id}/reveal", delivery.id)
  if (request === null) {
    return (
      <Card title={words.request}>
        <Text size="sm">{words.requestPruned}</Text>
      </Card>
    )
  }
  const headers = Object.entries(request.headers)
  return (
    <Card title={words.request}>
      <Stack gap="sm">
        <Facts
          facts={[
            [all.message.facts.size, all.bytes(request.body_bytes)],
            [
              all.message.facts.sha256,
              <IdText
                key="request"
                id={request.body_sha256}
                what={all.message.facts.sha256}
                whole
              />,
            ],
          ]}
        />
        {headers.length > 0 && (
          <div>
            <Text size="sm" fw={600}>
              {words.requestHeaders}
            </Text>
            <Facts facts={headers.map(([name, values]) => [name, values.join(", ")])} />
          </div>
        )}
        {request.body_text === null ? (
          <RevealedBody revealed={revealed} fileName={`${delivery.id}.body`} />
        ) : (
          <CodeView text={request.body_text} label={words.requestBody} />
        )}
      </Stack>
    </Card>
  )
}
