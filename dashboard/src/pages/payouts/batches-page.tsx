import { IconStack2 } from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import { FilterBar } from "../../list/filter-bar.tsx"
import { ListView, type Column } from "../../list/list.tsx"
import { useFilters } from "../../list/use-filters.ts"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Money } from "../../parts/money.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { BatchStatus, wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { endedOf, totalOf } from "./batch-counts.ts"
import { CsvLink } from "./csv-link.tsx"
import { PayoutTabs } from "./payout-tabs.tsx"
import { SourceName } from "./source-name.tsx"
import { StatusButtons } from "../../list/status-buttons.tsx"
import { useSources } from "../../api/use-names.ts"

type Batch = Thing<"Batch">

const STATUSES = ["pending", "processing", "done", "cancelled"] as const

export function BatchesPage() {
  const words = useWords()
  const own = words.payouts.batch
  const filters = useFilters(["status", "provider_id", "source_id"])
  const query = filters.values
  const list = useList<Batch>("/v1/batches", { query, topics: ["payouts"] })
  const columns = useColumns()
  const sources = useSources()
  return (
    <Page
      title={own.list}
      tabs={<PayoutTabs />}
      actions={<CsvLink path="/v1/batches.csv" query={query} />}
    >
      <StatusButtons
        label={own.status}
        value={filters.values.status ?? ""}
        choices={[
          { value: "", label: words.payouts.list.all },
          ...STATUSES.map((value) => ({ value, label: words.status.batch[value] })),
        ]}
        onChoose={(value) => filters.set("status", value)}
      />
      <div style={{ height: "0.75rem" }} />
      <FilterBar
        fields={[
          { kind: "search", name: "provider_id", label: own.providerId },
          {
            kind: "choice",
            name: "source_id",
            label: words.payouts.list.filterSource,
            choices: sources.map(({ id, name }) => ({ value: id, label: name })),
          },
        ]}
        filters={filters}
      />
      <ListView
        list={list}
        columns={columns}
        label={own.list}
        linkOf={(batch) => `/batches/${batch.id}`}
        linkText={(batch) => own.row(batch.provider_id, wordOf(words.status.batch, batch.status))}
        filters={filters}
        empty={
          <EmptyState icon={IconStack2} title={own.emptyTitle}>
            {own.empty}
          </EmptyState>
        }
      />
    </Page>
  )
}

function useColumns(): readonly Column<Batch>[] {
  const words = useWords().payouts.batch
  return [
    {
      key: "status",
      label: words.status,
      width: "minmax(9rem, 1fr)",
      onCard: "head",
      cell: (batch) => <BatchStatus status={batch.status} />,
    },
    {
      key: "total",
      label: words.total,
      width: "minmax(8rem, 1fr)",
      align: "end",
      onCard: "end",
      cell: ({ counters }) => (
        <Money amount={counters === null ? null : totalOf(counters).amount} />
      ),
    },
    {
      key: "progress",
      label: words.progress,
      width: "minmax(7rem, 0.8fr)",
      align: "end",
      cell: ({ counters }) => (
        <span className="numbers">
          {counters === null
            ? words.noCounters
            : `${endedOf(counters).toLocaleString()} / ${totalOf(counters).count.toLocaleString()}`}
        </span>
      ),
    },
    {
      key: "id",
      label: words.providerId,
      width: "minmax(9rem, 1.2fr)",
      cell: (batch) => <IdText id={batch.provider_id} what={words.providerId} />,
    },
    {
      key: "source",
      label: words.source,
      width: "minmax(9rem, 1.2fr)",
      cell: (batch) => <SourceName of={batch} />,
    },
    {
      key: "updated",
      label: words.updated,
      width: "7rem",
      cell: (batch) => <Moment at={batch.updated_at} />,
    },
  ]
}
