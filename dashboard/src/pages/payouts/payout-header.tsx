import { Group, Stack, Text } from "@mantine/core"

import { Card } from "../../parts/card.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { PayoutStatus } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { payoutSentence } from "./payout-sentence.ts"
import type { WholePayout } from "./payout.ts"
import { useProviderName } from "../../api/use-names.ts"

/** The badge, one plain sentence, and what everybody calls it. */
export function PayoutHeader({ payout }: { readonly payout: WholePayout }) {
  const words = useWords()
  const own = words.payouts.detail
  const provider = useProviderName()(payout.provider)
  const ids = [
    [own.reference, payout.reference],
    [own.providerId, payout.provider_id],
    [own.id, payout.id],
  ] as const
  return (
    <Card>
      <Stack gap="xs">
        <div role="status">
          <PayoutStatus payout={payout} />
          <Text mt={6}>{payoutSentence(payout, provider, words.payouts.sentence)}</Text>
          {payout.failure !== null && (
            <Text mt={4} fw={600}>
              {words.status.advice[payout.failure.advice]}
            </Text>
          )}
        </div>
        <Group gap="0.25rem 1.25rem">
          {ids.map(
            ([name, id]) =>
              id !== null && (
                <Group key={name} gap={6} wrap="nowrap" miw={0}>
                  <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                    {name}
                  </Text>
                  <IdText id={id} what={name} whole />
                </Group>
              ),
          )}
        </Group>
      </Stack>
    </Card>
  )
}
