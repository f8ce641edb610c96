import "@mantine/charts/styles.css"
import { BarChart, LineChart } from "@mantine/charts"

import type { ChartLine } from "./chart-figure.tsx"
import { CHART_HEIGHT } from "./chart-height.ts"

interface Drawn {
  readonly times: readonly string[]
  readonly lines: readonly ChartLine[]
}

/** Who cannot see it reads the table: nothing of the drawing takes the focus. */
const HIDDEN = { accessibilityLayer: false, tabIndex: -1 }

const DAY_MS = 24 * 3_600_000

export function TrafficChart({ times, lines }: Drawn) {
  return (
    <LineChart
      h={CHART_HEIGHT}
      data={pointsOf(times, lines)}
      dataKey="time"
      series={lines.map(({ name, color, dash }) => ({
        ...{ name, color },
        ...(dash !== undefined && { strokeDasharray: dash }),
      }))}
      withDots={false}
      strokeWidth={1.75}
      curveType="monotone"
      withLegend
      lineProps={{ isAnimationActive: false }}
      lineChartProps={HIDDEN}
      xAxisProps={{ minTickGap: 32 }}
      yAxisProps={{ allowDecimals: false, width: 44 }}
      tooltipAnimationDuration={0}
    />
  )
}

export function StatusChart({ times, lines }: Drawn) {
  const drawn = lines.filter(({ counts }) => counts.some((count) => count > 0))
  return (
    <BarChart
      h={CHART_HEIGHT}
      data={pointsOf(times, drawn)}
      dataKey="time"
      type="stacked"
      series={drawn.map(({ name, color }) => ({ name, color }))}
      withLegend
      barProps={{ isAnimationActive: false }}
      barChartProps={HIDDEN}
      xAxisProps={{ minTickGap: 32 }}
      yAxisProps={{ allowDecimals: false, width: 44 }}
      tooltipAnimationDuration={0}
    />
  )
}

function pointsOf(
  times: readonly string[],
  lines: readonly ChartLine[],
): Record<string, unknown>[] {
  const lengthMs = Date.parse(times.at(-1) ?? "") - Date.parse(times[0] ?? "")
  const format = new Intl.DateTimeFormat(undefined, {
    ...(lengthMs > DAY_MS && { day: "numeric", month: "short" }),
    ...(lengthMs < 8 * DAY_MS && { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  })
  return times.map((time, place) => ({
    time: format.format(new Date(time)),
    ...Object.fromEntries(lines.map(({ name, counts }) => [name, counts[place] ?? 0])),
  }))
}
