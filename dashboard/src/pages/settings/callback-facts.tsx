import { Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { EndpointState } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { fact } from "./fact.ts"
import classes from "./settings.module.css"

export function CallbackFacts({ endpoint }: { readonly endpoint: Thing<"Endpoint"> }) {
  const settings = useWords().settings
  const words = settings.callback
  const { activity, last_failure: failure } = endpoint
  const { rate_per_second: rate, concurrency } = endpoint.settings
  const limits = [
    ...(rate === undefined ? [] : [words.perSecond(rate)]),
    words.atATime(concurrency ?? 32),
  ]
  return (
    <Card
      title={words.facts}
      actions={
        <Link to="/webhooks/sent" search={{ endpoint_id: endpoint.id }} className={classes["link"]}>
          {words.history}
        </Link>
      }
    >
      <Facts
        facts={[
          fact(words.url, <IdText id={endpoint.url} what={words.url} whole />),
          fact(words.state, <State endpoint={endpoint} />),
          [words.dialect, settings.callbacks.dialects[endpoint.dialect] ?? endpoint.dialect],
          fact(words.events, <Types types={endpoint.event_types} />),
          ...(endpoint.not_told.length === 0
            ? []
            : [fact(words.notTold, <Types types={endpoint.not_told} />)]),
          [words.ordering, endpoint.ordering === "payout" ? words.ordered : words.unordered],
          [words.limits, limits.join(", ")],
          [
            words.success,
            activity.tried === 0
              ? settings.callbacks.nothing
              : settings.callbacks.successOf(activity.delivered, activity.tried),
          ],
          ...(endpoint.failing_since === null
            ? []
            : [fact(words.failingSince, <Moment at={endpoint.failing_since} />)]),
          ...(failure === null ? [] : [fact(words.lastFailure, <LastFailure failure={failure} />)]),
          fact(words.id, <IdText id={endpoint.id} what={words.id} whole />),
          fact(words.created, <Moment at={endpoint.created_at} />),
        ]}
      />
    </Card>
  )
}

function LastFailure({
  failure,
}: {
  readonly failure: NonNullable<Thing<"Endpoint">["last_failure"]>
}) {
  return (
    <>
      <Moment at={failure.at} /> <Text size="sm">{failure.error}</Text>
    </>
  )
}

function State({ endpoint }: { readonly endpoint: Thing<"Endpoint"> }) {
  const words = useWords().settings.callback
  const { disabled_reason: reason } = endpoint
  return (
    <>
      <EndpointState state={endpoint.state} />{" "}
      {reason !== null && (
        <Text span size="sm" c="dimmed">
          {words.because[reason] ?? reason}
        </Text>
      )}
    </>
  )
}

function Types({ types }: { readonly types: readonly string[] }) {
  const words = useWords().settings.callback
  if (types.includes("*")) return words.allEvents
  return <span className={classes["mono"]}>{types.join(", ")}</span>
}
