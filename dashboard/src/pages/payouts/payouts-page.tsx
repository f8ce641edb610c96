import { Button } from "@mantine/core"
import { IconCashBanknote } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useFilters } from "../../list/use-filters.ts"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { moneyText } from "../../parts/money-text.ts"
import { Money } from "../../parts/money.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { PayoutStatus, wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { CsvLink } from "./csv-link.tsx"
import { ItemDot } from "./item-dot.tsx"
import { PAYOUT_FILTERS, PayoutFilters, payoutQuery } from "./payout-filters.tsx"
import { PayoutTabs } from "./payout-tabs.tsx"
import { SourceName } from "./source-name.tsx"
import { StatusButtons } from "../../list/status-buttons.tsx"

type Payout = Thing<"ListedPayout">

const STATUSES = ["pending", "processing", "paid", "failed", "cancelled", "reversed"] as const

/** Find one payout in five seconds. */
export function PayoutsPage() {
  const words = useWords()
  const own = words.payouts.list
  const filters = useFilters(PAYOUT_FILTERS)
  const query = payoutQuery(filters.values)
  const list = useList<Payout>("/v1/payouts", { query, topics: ["payouts", "attention"] })
  const columns = useColumns()
  return (
    <Page
      title={words.payouts.title}
      actions={<CsvLink path="/v1/payouts.csv" query={query} />}
      tabs={<PayoutTabs />}
    >
      <StatusButtons
        label={own.statusButtons}
        value={filters.values.status ?? ""}
        choices={[
          { value: "", label: own.all },
          ...STATUSES.map((value) => ({ value, label: words.status.payout[value] })),
        ]}
        onChoose={(value) => filters.set("status", value)}
      />
      <div style={{ height: "0.75rem" }} />
      <PayoutFilters filters={filters} />
      <ListView
        list={list}
        columns={columns}
        label={own.label}
        linkOf={(payout) => `/payouts/${payout.id}`}
        linkText={(payout) =>
          own.row(
            payout.amount === null
              ? words.shell.money.none
              : moneyText(payout.amount.value, payout.amount.currency, navigator.language),
            wordOf(words.status.payout, payout.status),
          )
        }
        filters={filters}
        empty={<NoPayouts />}
      />
    </Page>
  )
}

function useColumns(): readonly Column<Payout>[] {
  const words = useWords().payouts.list
  return [
    {
      key: "status",
      label: words.status,
      width: "minmax(10rem, 1.2fr)",
      onCard: "head",
      cell: (payout) => <PayoutStatus payout={payout} />,
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
      key: "source",
      label: words.source,
      width: "minmax(9rem, 1.2fr)",
      cell: (payout) => <SourceName of={payout} />,
    },
    {
      key: "destination",
      label: words.destination,
      width: "minmax(8rem, 1fr)",
      cell: ({ destination, channel_code: channel }) => (
        <span className="numbers">
          {[channel, destination?.account_number].filter(Boolean).join(" · ") || "–"}
        </span>
      ),
    },
    {
      key: "updated",
      label: words.updated,
      width: "7rem",
      cell: (payout) => <Moment at={payout.updated_at} />,
    },
    {
      key: "item",
      label: words.item,
      width: "2rem",
      onCard: "end",
      cell: (payout) => payout.has_attention && <ItemDot />,
      isLabelHidden: true,
    },
  ]
}

function NoPayouts() {
  const words = useWords().payouts.list
  return (
    <EmptyState
      icon={IconCashBanknote}
      title={words.emptyTitle}
      actions={
        <>
          <Button component={Link} to="/settings/sources">
            {words.connect}
          </Button>
          <Button component={Link} to="/lab" variant="default">
            {words.sandbox}
          </Button>
        </>
      }
    >
      {words.empty}
    </EmptyState>
  )
}
