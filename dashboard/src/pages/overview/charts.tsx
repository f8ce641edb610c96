import { lazy } from "react"

import { Card } from "../../parts/card.tsx"
import { OnceNear } from "../../parts/once-near.tsx"
import { spanText } from "../../parts/time-text.ts"
import { useWords } from "../../words/words.ts"
import { ChartFigure, type ChartLine } from "./chart-figure.tsx"
import { CHART_HEIGHT } from "./chart-height.ts"
import classes from "./overview.module.css"
import type { Overview } from "./use-overview.ts"

// Drawing is half as heavy as the whole rest: the figures do not wait for it.
const TrafficChart = lazy(() =>
  import("./drawn-charts.tsx").then((m) => ({ default: m.TrafficChart })),
)
const StatusChart = lazy(() =>
  import("./drawn-charts.tsx").then((m) => ({ default: m.StatusChart })),
)

const TONES: Readonly<Record<string, string>> = {
  pending: "var(--tone-grey)",
  processing: "var(--tone-blue)",
  paid: "var(--tone-green)",
  failed: "var(--tone-red)",
  reversed: "var(--tone-orange)",
  cancelled: "var(--tone-slate)",
}

/** What came in and went out, and how payouts stand, over the time. */
export function Charts({ data }: { readonly data: Overview }) {
  const words = useWords()
  const own = words.overview.charts
  const { series, span_seconds: seconds } = data
  const unit = seconds === 60 ? own.perMinute : own.perSpan(spanText(seconds * 1_000))
  const traffic: readonly ChartLine[] = [
    { name: own.received, color: "var(--tone-blue)", counts: series.received },
    { name: own.delivered, color: "var(--tone-green)", counts: series.delivered, dash: "6 3" },
    { name: own.failed, color: "var(--tone-red)", counts: series.attempts_failed, dash: "2 3" },
  ]
  const statuses = series.payouts.map(({ status, counts }) => ({
    name: words.status.payout[status],
    color: TONES[status] ?? "var(--tone-grey)",
    counts,
  }))
  return (
    <div className={classes["two"]}>
      <Card title={`${own.traffic}, ${unit}`}>
        <ChartFigure title={own.traffic} times={series.starts_at} lines={traffic}>
          <OnceNear height={CHART_HEIGHT}>
            <TrafficChart times={series.starts_at} lines={traffic} />
          </OnceNear>
        </ChartFigure>
      </Card>
      <Card title={`${own.statuses}, ${unit}`}>
        <ChartFigure title={own.statuses} times={series.starts_at} lines={statuses}>
          <OnceNear height={CHART_HEIGHT}>
            <StatusChart times={series.starts_at} lines={statuses} />
          </OnceNear>
        </ChartFigure>
      </Card>
    </div>
  )
}
