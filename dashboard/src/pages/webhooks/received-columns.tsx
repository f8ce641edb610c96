import { Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import type { Column } from "../../list/list.tsx"
import { Moment } from "../../parts/moment.tsx"
import { MessageState } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { SubjectLink } from "./subject-link.tsx"

type Row = Thing<"ListedMessage">

/** State, when, from whom, what the provider calls it, what it is about, and what we answered. */
export function useReceivedColumns(sources: readonly Thing<"Source">[]): readonly Column<Row>[] {
  const { webhooks } = useWords()
  const { column, imported } = webhooks.received
  return [
    {
      key: "state",
      label: column.state,
      width: "8.75rem",
      onCard: "head",
      cell: (row) => <MessageState state={row.state} />,
    },
    {
      key: "at",
      label: column.at,
      width: "8rem",
      onCard: "end",
      cell: (row) => <Moment at={row.last_seen_at} />,
    },
    {
      key: "source",
      label: column.source,
      width: "minmax(7rem, 1fr)",
      cell: (row) => sources.find(({ id }) => id === row.source_id)?.name ?? webhooks.none,
    },
    {
      key: "event",
      label: column.event,
      width: "minmax(9rem, 1.6fr)",
      cell: (row) => (
        <Text span ff="monospace" fz="0.8125rem" title={row.wire_event ?? undefined}>
          {row.wire_event ?? webhooks.none}
        </Text>
      ),
    },
    {
      key: "about",
      label: column.about,
      width: "minmax(8rem, 1.2fr)",
      cell: (row) => <About row={row} />,
    },
    {
      key: "answer",
      label: column.answer,
      width: "5rem",
      align: "end",
      cell: (row) => <span className="numbers">{row.answer_status ?? imported}</span>,
    },
    {
      key: "size",
      label: column.size,
      width: "5rem",
      align: "end",
      onCard: "hidden",
      cell: (row) => <span className="numbers">{webhooks.bytes(row.body_bytes)}</span>,
    },
  ]
}

function About({ row }: { readonly row: Row }) {
  const { webhooks } = useWords()
  const words = webhooks.received
  const { about } = row
  if (about === null) return <Soft>{words.unread}</Soft>
  if (about.subject === null || about.subject_id === null) {
    return <Soft>{about.reference ?? words.nothing}</Soft>
  }
  return (
    <>
      <SubjectLink subject={about.subject} id={about.subject_id} text={about.reference} />
      {about.event_count > 1 && <Soft> {words.more(about.event_count - 1)}</Soft>}
    </>
  )
}

function Soft({ children }: { readonly children: React.ReactNode }) {
  return (
    <Text span c="dimmed" inherit>
      {children}
    </Text>
  )
}
