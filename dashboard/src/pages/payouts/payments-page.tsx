import { IconReceipt } from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import { FilterBar } from "../../list/filter-bar.tsx"
import { ListView, type Column } from "../../list/list.tsx"
import { useFilters } from "../../list/use-filters.ts"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { moneyText } from "../../parts/money-text.ts"
import { Money } from "../../parts/money.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { PaymentStatus, wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { CsvLink } from "./csv-link.tsx"
import { PayoutTabs } from "./payout-tabs.tsx"
import { SourceName } from "./source-name.tsx"
import { StatusButtons } from "../../list/status-buttons.tsx"
import { useSources } from "../../api/use-names.ts"

type Payment = Thing<"Payment">

const STATUSES = ["processing", "paid", "cancelled"] as const

export function PaymentsPage() {
  const words = useWords()
  const own = words.payouts.payment
  const filters = useFilters(["status", "reference", "provider_id", "source_id"])
  const query = filters.values
  const list = useList<Payment>("/v1/payments", { query, topics: ["payouts"] })
  const columns = useColumns()
  const sources = useSources()
  return (
    <Page
      title={own.list}
      tabs={<PayoutTabs />}
      actions={<CsvLink path="/v1/payments.csv" query={query} />}
    >
      <StatusButtons
        label={own.status}
        value={filters.values.status ?? ""}
        choices={[
          { value: "", label: words.payouts.list.all },
          ...STATUSES.map((value) => ({ value, label: words.status.payment[value] })),
        ]}
        onChoose={(value) => filters.set("status", value)}
      />
      <div style={{ height: "0.75rem" }} />
      <FilterBar
        fields={[
          { kind: "search", name: "reference", label: own.reference },
          { kind: "text", name: "provider_id", label: own.session, width: 260 },
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
        linkOf={(payment) => `/payments/${payment.id}`}
        linkText={({ amount, status }) =>
          own.row(
            amount === null
              ? words.shell.money.none
              : moneyText(amount.value, amount.currency, navigator.language),
            wordOf(words.status.payment, status),
          )
        }
        filters={filters}
        empty={
          <EmptyState icon={IconReceipt} title={own.emptyTitle}>
            {own.empty}
          </EmptyState>
        }
      />
    </Page>
  )
}

function useColumns(): readonly Column<Payment>[] {
  const words = useWords().payouts.payment
  return [
    {
      key: "status",
      label: words.status,
      width: "minmax(9rem, 1fr)",
      onCard: "head",
      cell: (payment) => <PaymentStatus status={payment.status} />,
    },
    {
      key: "amount",
      label: words.amount,
      width: "minmax(8rem, 0.9fr)",
      align: "end",
      onCard: "end",
      cell: ({ amount }) => <Money amount={amount} />,
    },
    {
      key: "reference",
      label: words.reference,
      width: "minmax(8rem, 1.2fr)",
      cell: ({ reference }) => <IdText id={reference} what={words.reference} />,
    },
    {
      key: "charges",
      label: words.charges,
      width: "minmax(7rem, 0.8fr)",
      cell: ({ charges }) =>
        charges.length === 0
          ? words.noCharges
          : words.chargesPaid(charges.filter(isPaid).length, charges.length),
    },
    {
      key: "source",
      label: useWords().payouts.list.source,
      width: "minmax(9rem, 1.2fr)",
      cell: (payment) => <SourceName of={payment} />,
    },
    {
      key: "updated",
      label: words.updated,
      width: "7rem",
      cell: (payment) => <Moment at={payment.updated_at} />,
    },
  ]
}

function isPaid({ paid_at: paidAt, status }: Payment["charges"][number]): boolean {
  return paidAt !== null || status === "SUCCESS"
}
