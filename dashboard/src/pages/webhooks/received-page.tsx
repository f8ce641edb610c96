import { Button, Group, Stack } from "@mantine/core"
import { IconInbox } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { useMay } from "../../api/use-me.ts"
import type { Thing } from "../../api/client.ts"
import { ListView } from "../../list/list.tsx"
import { FilterBar, type FilterField } from "../../list/filter-bar.tsx"
import { useFilters } from "../../list/use-filters.ts"
import { useList } from "../../list/use-list.ts"
import { useSelection } from "../../list/use-selection.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import { StatusButtons } from "../../list/status-buttons.tsx"
import { useSources } from "../../api/use-names.ts"
import { CheckQuarantine } from "./check-quarantine.tsx"
import { dayRange } from "./day-range.ts"
import { useReceivedColumns } from "./received-columns.tsx"
import { ReleaseSelected } from "./release-selected.tsx"
import { WebhookTabs } from "./webhook-tabs.tsx"

const FILTERS = ["state", "source_id", "wire_event", "from", "to", "import_id"] as const
const STATES = ["received", "settled", "quarantined", "unrecognised"] as const

/** What came in, was it authentic, what did it do? */
export function ReceivedPage() {
  const all = useWords()
  const words = all.webhooks.received
  const filters = useFilters(FILTERS)
  const { state, source_id, wire_event, from, to, import_id } = filters.values
  const range = dayRange(from, to)
  const list = useList<Thing<"ListedMessage">>("/v1/messages", {
    query: {
      ...{ state, source_id, wire_event, import_id },
      received_from: range.from,
      received_to: range.to,
      read: true,
    },
    topics: ["messages"],
  })
  const sources = useSources()
  const columns = useReceivedColumns(sources)
  const selection = useSelection()
  const mayWrite = useMay("write")
  const canSelect = mayWrite && state === "quarantined"
  const chosen = [...selection.ids]

  const fields: readonly FilterField<(typeof FILTERS)[number]>[] = [
    {
      kind: "choice",
      name: "source_id",
      label: words.filter.source,
      choices: sources.map(({ id, name }) => ({ value: id, label: name })),
    },
    { kind: "text", name: "wire_event", label: words.filter.event, width: 220 },
    { kind: "day", name: "from", label: words.filter.from },
    { kind: "day", name: "to", label: words.filter.to },
  ]
  return (
    <Page
      title={all.webhooks.title}
      tabs={<WebhookTabs />}
      actions={
        mayWrite && (
          <CheckQuarantine
            source={sources.find(({ id }) => id === source_id)}
            onReleased={list.reload}
          />
        )
      }
    >
      <Stack gap="sm">
        <StatusButtons
          label={words.states}
          choices={[
            { value: "", label: all.webhooks.any },
            ...STATES.map((value) => ({ value, label: all.status.message[value] })),
          ]}
          value={state ?? ""}
          onChoose={(next) => {
            selection.clear()
            filters.set("state", next)
          }}
        />
        <FilterBar fields={fields} filters={filters} />
        {canSelect && chosen.length > 0 && (
          <Group gap="sm" role="status">
            <span>{all.shell.list.selected(chosen.length)}</span>
            <ReleaseSelected
              ids={chosen}
              onDone={() => {
                selection.clear()
                list.reload()
              }}
            />
            <Button size="xs" variant="subtle" onClick={selection.clear}>
              {all.shell.list.clearSelection}
            </Button>
          </Group>
        )}
        <ListView
          list={list}
          columns={columns}
          label={words.list}
          linkOf={(row) => `/webhooks/received/${row.id}`}
          linkText={(row) =>
            words.row(row.wire_event ?? row.id, all.status.message[row.state] ?? row.state)
          }
          {...(canSelect ? { selection } : {})}
          filters={filters}
          empty={
            <EmptyState
              icon={IconInbox}
              title={words.emptyTitle}
              actions={
                <Button component={Link} to="/settings/sources">
                  {words.toSources}
                </Button>
              }
            >
              {words.empty}
            </EmptyState>
          }
        />
      </Stack>
    </Page>
  )
}
