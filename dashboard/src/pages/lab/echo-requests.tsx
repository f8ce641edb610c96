import { Stack, Text, Title } from "@mantine/core"
import { IconInbox } from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { EchoVerdict } from "./echo-verdict.tsx"

type EchoRequest = Thing<"SandboxEchoRequest">

/** What came to a receiver, newest first, as it comes. */
export function EchoRequests({ echoId }: { readonly echoId: string }) {
  const words = useWords().lab.echo
  const list = useList<EchoRequest>(`/v1/sandbox/echo/${echoId}/requests`)
  const columns = useColumns()
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        {words.requests}
      </Title>
      <ListView
        list={list}
        columns={columns}
        label={words.requests}
        linkOf={({ id }) => `/lab/echo?echo=${echoId}&request=${id}`}
        linkText={({ method }) => words.open(method)}
        empty={
          <EmptyState icon={IconInbox} title={words.requestsNone}>
            {words.requestsNoneWhy}
          </EmptyState>
        }
      />
    </Stack>
  )
}

function useColumns(): readonly Column<EchoRequest>[] {
  const words = useWords().lab.echo
  return [
    {
      key: "verdict",
      label: words.verdict,
      width: "minmax(12rem, 1.4fr)",
      onCard: "head",
      cell: ({ verdict }) => <EchoVerdict verdict={verdict} />,
    },
    {
      key: "method",
      label: words.method,
      width: "minmax(5rem, 0.6fr)",
      cell: ({ method }) => (
        <Text size="sm" ff="monospace" span>
          {method}
        </Text>
      ),
    },
    {
      key: "answered",
      label: words.answered,
      width: "minmax(5rem, 0.6fr)",
      align: "end",
      cell: (request) => <span className="numbers">{request.answered_status}</span>,
    },
    {
      key: "size",
      label: words.size,
      width: "minmax(5rem, 0.6fr)",
      align: "end",
      cell: (request) => <span className="numbers">{words.bytes(request.body_bytes)}</span>,
    },
    {
      key: "received",
      label: words.received,
      width: "minmax(7rem, 0.8fr)",
      align: "end",
      onCard: "end",
      cell: (request) => <Moment at={request.received_at} />,
    },
  ]
}
