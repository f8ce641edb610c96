import { Anchor } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { useSources } from "../../api/use-names.ts"

/** From whom, when, how large, and what it was answered. */
export function MessageFacts({ message }: { readonly message: Thing<"WholeMessage"> }) {
  const { webhooks } = useWords()
  const words = webhooks.message.facts
  const seen: readonly (readonly [string, React.ReactNode])[] =
    message.times_seen > 1
      ? [
          [
            words.seen,
            <>
              {words.seenTimes(message.times_seen)} <Moment at={message.last_seen_at} />
            </>,
          ],
        ]
      : []
  return (
    <Card>
      <Facts
        facts={[
          [words.source, <SourceLink key="source" id={message.source_id} />],
          [words.received, <Moment key="received" at={message.received_at} whole />],
          ...seen,
          [words.answer, message.answer_status ?? words.answerNone],
          [words.from, message.remote_address ?? webhooks.none],
          [words.contentType, message.headers["content-type"]?.join(", ") ?? webhooks.none],
          [words.size, webhooks.bytes(message.body_bytes)],
          [
            words.sha256,
            <IdText key="sha256" id={message.body_sha256} what={words.sha256} whole />,
          ],
          [words.id, <IdText key="id" id={message.id} what={words.id} whole />],
        ]}
      />
    </Card>
  )
}

function SourceLink({ id }: { readonly id: string }) {
  const source = useSources().find((each) => each.id === id)
  return (
    <Anchor component={Link} to={`/settings/sources/${id}`} inherit>
      {source?.name ?? id}
    </Anchor>
  )
}
