import { Group, Stack, Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { Moment } from "../../parts/moment.tsx"
import { BatchStatus, PaymentStatus, PayoutStatusWord } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { SubjectLink } from "./subject-link.tsx"

type Effect = Thing<"WholeMessage">["effects"][number]

/** What it changed, and what of it was not applied and why. */
export function MessageEffects({ message }: { readonly message: Thing<"WholeMessage"> }) {
  const words = useWords().webhooks.message
  const { effects, state } = message
  return (
    <Card title={words.tab.effects}>
      {effects.length === 0 ? (
        <Text size="sm">{state === "settled" ? words.effectsNone : words.effectsWaiting}</Text>
      ) : (
        <Stack gap="sm">
          {effects.map((effect, at) => (
            <EffectLine key={at} effect={effect} />
          ))}
        </Stack>
      )}
    </Card>
  )
}

function EffectLine({ effect }: { readonly effect: Effect }) {
  const words = useWords().webhooks.message
  const because = effect.refused_because
  return (
    <Group gap="sm">
      <Text size="sm" fw={600} w={100}>
        {effect.applied ? words.applied : words.notApplied}
      </Text>
      <SubjectLink subject={effect.subject} id={effect.subject_id} />
      <SubjectStatus subject={effect.subject} status={effect.status} />
      {effect.sequence !== null && (
        <Text size="sm" className="numbers">
          {words.sequence(effect.sequence)}
        </Text>
      )}
      {because !== null && <Text size="sm">{words.because[because] ?? because}</Text>}
      <Text size="sm" c="dimmed">
        <Moment at={effect.recorded_at} />
      </Text>
    </Group>
  )
}

export function SubjectStatus({
  subject,
  status,
}: {
  readonly subject: Effect["subject"]
  readonly status: string
}) {
  switch (subject) {
    case "payout":
      return <PayoutStatusWord status={status} />
    case "batch":
      return <BatchStatus status={status} />
    case "payment":
      return <PaymentStatus status={status} />
    default:
      return subject satisfies never
  }
}
