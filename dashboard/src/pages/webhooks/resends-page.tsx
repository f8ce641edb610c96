import { Button } from "@mantine/core"
import { IconRefresh } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { ListView } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Page } from "../../parts/page.tsx"
import { localText } from "../../parts/time-text.ts"
import { useWords } from "../../words/words.ts"
import { useResendColumns } from "./resend-columns.tsx"
import { WebhookTabs } from "./webhook-tabs.tsx"

/** What was sent again in bulk. */
export function ResendsPage() {
  const all = useWords().webhooks
  const words = all.resends
  const list = useList<Thing<"Resend">>("/v1/resends", { topics: ["deliveries"] })
  return (
    <Page title={all.title} tabs={<WebhookTabs />}>
      <ListView
        list={list}
        columns={useResendColumns()}
        label={words.list}
        linkOf={(row) => `/webhooks/resends/${row.id}`}
        linkText={(row) =>
          words.row(
            row.total?.toLocaleString() ?? words.uncounted,
            localText(new Date(row.created_at)),
          )
        }
        empty={
          <EmptyState
            icon={IconRefresh}
            title={words.emptyTitle}
            actions={
              <Button component={Link} to="/webhooks/sent">
                {words.toSent}
              </Button>
            }
          >
            {words.empty}
          </EmptyState>
        }
      />
    </Page>
  )
}
