import { Accordion, Group, Stack, Text } from "@mantine/core"
import { IconCheck, IconX } from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import { Actor } from "../../parts/actor.tsx"
import { Badge } from "../../parts/badge.tsx"
import { Card } from "../../parts/card.tsx"
import { CodeView } from "../../parts/code-view.tsx"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

type Whole = Thing<"WholeDelivery">
type Attempt = Whole["attempts"][number]

/** Each try: who had it made, where it went, what came back, and what to do about that. */
export function DeliveryAttempts({ delivery }: { readonly delivery: Whole }) {
  const words = useWords().webhooks.delivery
  const { attempts, attempts_pruned: pruned } = delivery
  const newest = attempts[0]?.id ?? null
  return (
    <Card title={words.attempts}>
      {attempts.length === 0 && pruned === 0 && <Text size="sm">{words.attemptsNone}</Text>}
      {attempts.length > 0 && (
        <Accordion defaultValue={newest} chevronPosition="left" variant="default">
          {attempts.map((attempt) => (
            <Accordion.Item key={attempt.id} value={attempt.id}>
              <Accordion.Control>
                <AttemptHead attempt={attempt} by={resenderOf(attempt, delivery)} />
              </Accordion.Control>
              <Accordion.Panel>
                <AttemptBody attempt={attempt} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
      {pruned > 0 && <Text size="sm">{words.attemptsPruned(pruned)}</Text>}
    </Card>
  )
}

function AttemptHead({ attempt, by }: { readonly attempt: Attempt; readonly by: string | null }) {
  const all = useWords().webhooks
  const words = all.delivery
  const isSuccess = attempt.outcome === "success"
  const { cause } = attempt
  return (
    <Group gap="sm">
      <Text size="sm" fw={600}>
        {words.number(attempt.number)}
      </Text>
      <Badge look={{ tone: isSuccess ? "green" : "red", icon: isSuccess ? IconCheck : IconX }}>
        {cause === null ? words.success : wordOf(words.cause, cause)}
      </Badge>
      <Text size="sm" className="numbers">
        {attempt.response_status ?? words.noAnswer} · {all.milliseconds(attempt.duration_ms)}
      </Text>
      <Text size="sm" component="span">
        <Trigger attempt={attempt} by={by} />
      </Text>
      <Text size="sm" c="dimmed" component="span">
        <Moment at={attempt.started_at} />
      </Text>
    </Group>
  )
}

function Trigger({ attempt, by }: { readonly attempt: Attempt; readonly by: string | null }) {
  const words = useWords().webhooks.delivery
  if (attempt.trigger === "automatic") return words.automatic
  if (attempt.trigger !== "resend") return attempt.trigger
  if (by === null) return words.byHand
  return (
    <>
      {words.byHand} {words.by} <Actor id={by} />
    </>
  )
}

function AttemptBody({ attempt }: { readonly attempt: Attempt }) {
  const words = useWords().webhooks.delivery
  const { cause, error, response_headers: headers, response_body: body } = attempt
  const advice = cause === null ? undefined : words.advice[cause]
  return (
    <Stack gap="xs">
      {advice !== undefined && <Text size="sm">{advice}</Text>}
      {error !== null && (
        <Text size="sm" c="dimmed">
          {error}
        </Text>
      )}
      <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
        {attempt.url}
      </Text>
      {headers !== null && Object.keys(headers).length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {words.responseHeaders}
          </Text>
          <Facts facts={Object.entries(headers)} />
        </div>
      )}
      {attempt.response_status !== null &&
        (body === null || body === "" ? (
          <Text size="sm" c="dimmed">
            {words.responseEmpty}
          </Text>
        ) : (
          <CodeView text={body} label={words.responseBody} />
        ))}
    </Stack>
  )
}

/** Whoever had it sent again last before this attempt; a resend of many stands with that. */
function resenderOf(attempt: Attempt, { resends }: Whole): string | null {
  if (attempt.trigger !== "resend") return null
  return resends.findLast(({ at }) => at <= attempt.started_at)?.by ?? null
}
