import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

import { useWords } from "../../words/words.ts"
import { countText, dayOf, perMinuteText, rateText, secondsText, sumOf } from "./figure-text.ts"
import classes from "./overview.module.css"
import type { Overview } from "./use-overview.ts"

/** The four numbers one looks for first; each leads to what it counts. */
export function Figures({ data }: { readonly data: Overview }) {
  const words = useWords().overview.figures
  const from = dayOf(data.from)
  const seconds = (Date.parse(data.to) - Date.parse(data.from)) / 1_000
  const received = sumOf(data.series.received)
  const delivered = sumOf(data.series.delivered)
  const failed = sumOf(data.series.attempts_failed)
  const [most] = data.time_to_paid.toSorted((a, b) => b.count - a.count)
  return (
    <section className={classes["figures"]} aria-label={words.label}>
      <Figure
        name={words.success}
        value={data.success_rate === null ? words.none : rateText(data.success_rate)}
        note={data.success_rate === null ? words.noneYet : words.successWhy}
        to="/payouts"
        search={{ status: "failed", from }}
      />
      <Figure
        name={words.timeToPaid}
        value={
          most === undefined
            ? words.none
            : words.times(secondsText(most.p50_seconds), secondsText(most.p95_seconds))
        }
        note={most === undefined ? words.noneYet : words.timesOf(most.currency ?? words.none)}
        to="/payouts"
        search={{ status: "paid", from }}
      />
      <Figure
        name={words.received}
        value={countText(received)}
        note={words.perMinute(perMinuteText(received, seconds))}
        to="/webhooks/received"
        search={{ from }}
      />
      <Figure
        name={words.delivered}
        value={countText(delivered)}
        note={
          <>
            {words.perMinute(perMinuteText(delivered, seconds))}
            {" · "}
            {failed === 0 ? words.noFailure : words.failed(countText(failed))}
          </>
        }
        to="/webhooks/sent"
        search={{ from }}
      />
    </section>
  )
}

function Figure({
  name,
  value,
  note,
  to,
  search,
}: {
  readonly name: string
  readonly value: string
  readonly note: ReactNode
  readonly to: string
  readonly search: Readonly<Record<string, string>>
}) {
  return (
    <Link to={to} search={search} className={`card ${classes["figure"]}`}>
      <span className={classes["name"]}>{name}</span>
      <span className={`numbers ${classes["value"]}`}>{value}</span>
      <span className={classes["note"]}>{note}</span>
    </Link>
  )
}
