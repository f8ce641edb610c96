import { Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import type { Column } from "../../list/list.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { SentState } from "./sent-state.tsx"
import { SubjectLink } from "./subject-link.tsx"

type Row = Thing<"ListedDelivery">

/** State and what comes next, what it tells, to whom, about what, and how it went so far. */
export function useSentColumns(): readonly Column<Row>[] {
  const { webhooks } = useWords()
  const words = webhooks.sent
  return [
    {
      key: "state",
      label: words.column.state,
      width: "minmax(9rem, 1.4fr)",
      onCard: "head",
      cell: (row) => <SentState delivery={row} />,
    },
    {
      key: "type",
      label: words.column.type,
      width: "minmax(8rem, 1fr)",
      cell: (row) => <Mono>{row.type}</Mono>,
    },
    {
      key: "endpoint",
      label: words.column.endpoint,
      width: "minmax(9rem, 1.6fr)",
      cell: (row) => <span title={row.endpoint_url}>{row.endpoint_url}</span>,
    },
    {
      key: "about",
      label: words.column.about,
      width: "minmax(8rem, 1fr)",
      cell: (row) => <SubjectLink subject={row.subject} id={row.subject_id} />,
    },
    {
      key: "tries",
      label: words.column.tries,
      width: "minmax(8rem, 1fr)",
      cell: (row) => <Attempts row={row} />,
    },
    {
      key: "created",
      label: words.column.created,
      width: "7.5rem",
      onCard: "end",
      cell: (row) => <Moment at={row.created_at} />,
    },
  ]
}

/** How many, and what the last one came to. */
function Attempts({ row }: { readonly row: Row }) {
  const { webhooks } = useWords()
  if (row.attempt_count === 0) return <span>{webhooks.sent.untried}</span>
  const answer = row.last_status ?? webhooks.delivery.cause[row.last_cause ?? ""] ?? row.last_cause
  const parts = [
    `${row.attempt_count}×`,
    answer,
    row.last_duration_ms === null ? null : webhooks.milliseconds(row.last_duration_ms),
  ]
  return (
    <span className="numbers">
      {parts.filter((part) => part !== null && part !== undefined).join(" · ")}
    </span>
  )
}

function Mono({ children }: { readonly children: string }) {
  return (
    <Text span ff="monospace" fz="0.8125rem">
      {children}
    </Text>
  )
}
