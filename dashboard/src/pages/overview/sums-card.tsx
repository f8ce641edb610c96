import { Button, Title } from "@mantine/core"
import { IconCashBanknote } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { Card } from "../../parts/card.tsx"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Money } from "../../parts/money.tsx"
import { PayoutStatusWord } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { countText, dayOf, rateText, secondsText } from "./figure-text.ts"
import classes from "./overview.module.css"
import type { Overview } from "./use-overview.ts"

const STATUSES = ["pending", "processing", "paid", "failed", "reversed", "cancelled"]

/** How the payouts of this time stand: by currency, never across. */
export function SumsCard({ data }: { readonly data: Overview }) {
  const words = useWords().overview.sums
  const counts = new Map<string | null, number>()
  for (const { currency, count } of data.payouts) {
    counts.set(currency, (counts.get(currency) ?? 0) + count)
  }
  const currencies = [...counts].toSorted(([, a], [, b]) => b - a).map(([currency]) => currency)
  if (currencies.length === 0) return <NoPayouts />
  return (
    <Card title={words.title}>
      {currencies.map((currency) => (
        <CurrencySums key={currency} data={data} currency={currency} />
      ))}
    </Card>
  )
}

function CurrencySums({
  data,
  currency,
}: {
  readonly data: Overview
  readonly currency: string | null
}) {
  const own = useWords().overview.sums
  const name = currency ?? own.unknown
  const rate = data.outcomes.find((each) => each.currency === currency)?.success_rate ?? null
  const time = data.time_to_paid.find((each) => each.currency === currency)
  const sums = STATUSES.flatMap(
    (status) =>
      data.payouts.find((each) => each.currency === currency && each.status === status) ?? [],
  )
  return (
    <section className={classes["currency"]} aria-label={name}>
      <div className={classes["currencyHead"]}>
        <Title order={3} size="h6">
          {name}
        </Title>
        <span className={classes["note"]}>
          {[
            rate === null ? [] : own.success(rateText(rate)),
            time === undefined
              ? []
              : own.times(secondsText(time.p50_seconds), secondsText(time.p95_seconds)),
          ]
            .flat()
            .join(" · ")}
        </span>
      </div>
      <div className={classes["sums"]}>
        {sums.map(({ status, count, amount }) => (
          <Link
            key={status}
            to="/payouts"
            search={{ status, from: dayOf(data.from), ...(currency !== null && { currency }) }}
            className={classes["sum"]}
          >
            <span>
              <PayoutStatusWord status={status} />
            </span>
            <span className={classes["sumFigures"]}>
              <span className={classes["amount"]}>
                {amount === null ? own.unknown : <Money amount={amount} />}
              </span>
              <span className={`numbers ${classes["note"]}`}>{own.count(countText(count))}</span>
            </span>
          </Link>
        ))}
      </div>
    </section>
  )
}

function NoPayouts() {
  const words = useWords().overview.sums
  return (
    <div className="card">
      <EmptyState
        icon={IconCashBanknote}
        title={words.emptyTitle}
        actions={
          <>
            <Button component={Link} to="/" search={{ range: "30d" } as never} variant="default">
              {words.longer}
            </Button>
            <Button component={Link} to="/settings/sources/connect">
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
    </div>
  )
}
