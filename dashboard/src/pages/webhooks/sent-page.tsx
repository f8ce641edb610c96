import { Button, Stack } from "@mantine/core"
import { IconSend } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { ListView } from "../../list/list.tsx"
import { useFilters } from "../../list/use-filters.ts"
import { useList } from "../../list/use-list.ts"
import { useSelection } from "../../list/use-selection.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import { StatusButtons } from "../../list/status-buttons.tsx"
import { BulkBar } from "./bulk-bar.tsx"
import { SENT_FILTERS, SentFilters, sentQuery } from "./sent-filters.tsx"
import { useSentColumns } from "./sent-columns.tsx"
import { WebhookTabs } from "./webhook-tabs.tsx"

const STATES = ["queued", "retrying", "delivered", "exhausted", "missed", "discarded"] as const

/** Did my service get it? */
export function SentPage() {
  const all = useWords()
  const words = all.webhooks.sent
  const filters = useFilters(SENT_FILTERS)
  const list = useList<Thing<"ListedDelivery">>("/v1/deliveries", {
    query: sentQuery(filters.values),
    topics: ["deliveries"],
  })
  const columns = useSentColumns()
  const selection = useSelection()
  const mayWrite = useMay("write")
  return (
    <Page title={all.webhooks.title} tabs={<WebhookTabs />}>
      <Stack gap="sm">
        <StatusButtons
          label={words.states}
          choices={[
            { value: "", label: all.webhooks.any },
            ...STATES.map((value) => ({ value, label: all.status.delivery[value] })),
          ]}
          value={filters.values.state ?? ""}
          onChoose={(next) => {
            selection.clear()
            filters.set("state", next)
          }}
        />
        <SentFilters filters={filters} />
        {mayWrite && selection.ids.size > 0 && (
          <BulkBar
            key={JSON.stringify(filters.values)}
            selection={selection}
            filters={filters.values}
          />
        )}
        <ListView
          list={list}
          columns={columns}
          label={words.list}
          linkOf={(row) => `/webhooks/sent/${row.id}`}
          linkText={(row) => words.row(row.type, row.endpoint_url)}
          {...(mayWrite ? { selection } : {})}
          filters={filters}
          empty={
            <EmptyState
              icon={IconSend}
              title={words.emptyTitle}
              actions={
                <Button component={Link} to="/settings/developer/callbacks">
                  {words.toCallbacks}
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
