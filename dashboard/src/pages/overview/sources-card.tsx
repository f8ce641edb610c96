import { Anchor, Button, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { Card } from "../../parts/card.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { cappedText, countText, dayOf, rateText } from "./figure-text.ts"
import { HealthTable, type HealthColumn } from "./health-table.tsx"
import type { Overview } from "./use-overview.ts"

type Source = Overview["sources"][number]

/** Does news arrive from each provider, and is it believed? */
export function SourcesCard({ data }: { readonly data: Overview }) {
  const words = useWords().overview
  const own = words.sources
  // The sandbox's are out of the figures once there is a real one, and out of the way.
  const columns = useColumns(data)
  const rows = data.sources.filter((source) => data.mode === "sandbox" || !source.is_sandbox)
  return (
    <Card title={own.title}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {own.none}{" "}
          <Button
            component={Link}
            to="/settings/sources/connect"
            size="compact-sm"
            variant="default"
          >
            {words.sums.connect}
          </Button>
        </Text>
      ) : (
        <HealthTable label={own.title} columns={columns} rows={rows} />
      )}
    </Card>
  )
}

function useColumns(data: Overview): readonly HealthColumn<Source>[] {
  const words = useWords().overview.sources
  const received = (source: Source, search: Readonly<Record<string, string>>, text: string) => (
    <Anchor
      component={Link}
      to="/webhooks/received"
      search={{ source_id: source.id, ...search } as never}
      size="sm"
    >
      {text}
    </Anchor>
  )
  const max = data.counted_max
  return [
    {
      label: words.name,
      cell: (source) => (
        <>
          <Anchor component={Link} to={`/settings/sources/${source.id}`} size="sm">
            {source.name}
          </Anchor>{" "}
          <Text span size="xs" c="dimmed">
            {source.disabled
              ? words.disabled
              : source.is_sandbox
                ? words.sandbox
                : source.live === true
                  ? words.live
                  : words.test}
          </Text>
        </>
      ),
    },
    {
      label: words.lastMessage,
      cell: ({ last_message_at: at }) => (at === null ? words.never : <Moment at={at} />),
    },
    {
      label: words.received,
      isNumber: true,
      cell: (source) =>
        received(
          source,
          { from: dayOf(new Date(Date.now() - 86_400_000).toISOString()) },
          countText(source.received_24h),
        ),
    },
    {
      label: words.verified,
      isNumber: true,
      cell: ({ verified_rate: rate }) => (rate === null ? "–" : rateText(rate)),
    },
    {
      label: words.aside,
      cell: (source) => (
        <>
          {source.quarantined > 0 &&
            received(
              source,
              { state: "quarantined" },
              words.quarantined(cappedText(source.quarantined, max)),
            )}
          {source.quarantined > 0 && source.unrecognised > 0 && ", "}
          {source.unrecognised > 0 &&
            received(
              source,
              { state: "unrecognised" },
              words.unrecognised(cappedText(source.unrecognised, max)),
            )}
          {source.quarantined + source.unrecognised === 0 && "0"}
        </>
      ),
    },
    {
      label: words.waiting,
      cell: (source) =>
        source.waiting === 0 ? (
          "0"
        ) : (
          <>
            {received(source, { state: "received" }, cappedText(source.waiting, max))},{" "}
            {words.oldest} <Moment at={source.oldest_waiting_at} />
          </>
        ),
    },
  ]
}
