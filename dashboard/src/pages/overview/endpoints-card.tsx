import { Anchor, Button, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { Card } from "../../parts/card.tsx"
import { Moment } from "../../parts/moment.tsx"
import { EndpointState } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { cappedText, rateText } from "./figure-text.ts"
import { HealthTable, type HealthColumn } from "./health-table.tsx"
import type { Overview } from "./use-overview.ts"

type Endpoint = Overview["endpoints"][number]

/** Does each of the merchant's services take what it is sent? */
export function EndpointsCard({ data }: { readonly data: Overview }) {
  const words = useWords().overview.endpoints
  const columns = useColumns(data.counted_max)
  return (
    <Card title={words.title}>
      {data.endpoints.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.none}{" "}
          <Button
            component={Link}
            to="/settings/developer/callbacks/new"
            size="compact-sm"
            variant="default"
          >
            {words.register}
          </Button>
        </Text>
      ) : (
        <HealthTable label={words.title} columns={columns} rows={data.endpoints} />
      )}
    </Card>
  )
}

function useColumns(max: number): readonly HealthColumn<Endpoint>[] {
  const words = useWords().overview.endpoints
  return [
    {
      label: words.name,
      cell: ({ id, url, description }) => (
        <Anchor
          component={Link}
          to={`/settings/developer/callbacks/${id}`}
          size="sm"
          style={{ overflowWrap: "anywhere" }}
        >
          {description ?? url}
        </Anchor>
      ),
    },
    {
      label: words.state,
      cell: ({ state, failing_since: since }) => (
        <>
          <EndpointState state={state} />
          {since !== null && (
            <Text size="xs" c="var(--tone-red)">
              {words.failing} <Moment at={since} />
            </Text>
          )}
        </>
      ),
    },
    {
      label: words.success,
      isNumber: true,
      cell: ({ success_rate: rate }) => (rate === null ? "–" : rateText(rate)),
    },
    {
      label: words.backlog,
      cell: ({ id, backlog, oldest_due_at: at }) =>
        backlog === 0 ? (
          "0"
        ) : (
          <>
            <Anchor
              component={Link}
              to="/webhooks/sent"
              search={{ endpoint_id: id, state: "retrying" } as never}
              size="sm"
            >
              {cappedText(backlog, max)}
            </Anchor>
            {at !== null && (
              <Text span size="xs" c="dimmed">
                {" "}
                {words.oldest} <Moment at={at} />
              </Text>
            )}
          </>
        ),
    },
    {
      label: words.last,
      cell: ({ id, last_status: status, last_cause: cause, last_attempt_at: at }) => (
        <>
          <Anchor
            component={Link}
            to="/webhooks/sent"
            search={{ endpoint_id: id } as never}
            size="sm"
          >
            {status ?? cause?.replaceAll("_", " ") ?? words.noAnswer}
          </Anchor>{" "}
          {at !== null && <Moment at={at} />}
        </>
      ),
    },
  ]
}
