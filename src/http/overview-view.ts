import { amountFromDecimal, moneyToWire } from "../payout/money.ts"
import { PAYOUT_STATUSES } from "../payout/status.ts"
import { durationPercentile } from "../pipeline/overview/duration-percentile.ts"
import { COUNTED_MAX, type Overview } from "../pipeline/overview/gather-overview.ts"
import { endpointHealthRows, sourceHealthRows } from "./overview-health.ts"

export type OverviewView = ReturnType<typeof overviewView>

/** The overview as the API writes it: sums of one currency each, and a list of numbers per line. */
export function overviewView(overview: Overview) {
  const { span, mode, isFilling } = overview
  const payouts = payoutSums(overview)
  const sources = sourceHealthRows(overview)
  const endpoints = endpointHealthRows(overview)
  const real = sources.filter((source) => !source.is_sandbox)
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    span_seconds: span.seconds,
    mode,
    is_complete: !isFilling,
    payouts,
    success_rate: successRate(payouts),
    outcomes: [...new Set(payouts.map(({ currency }) => currency))].map((currency) => ({
      currency,
      success_rate: successRate(payouts.filter((each) => each.currency === currency)),
    })),
    time_to_paid: timesToPaid(overview),
    series: seriesOf(overview),
    sources,
    endpoints,
    counted_max: COUNTED_MAX,
    setup: {
      source: real.length > 0,
      webhook: real.some((source) => source.last_message_at !== null),
      callback: endpoints.length > 0,
      mail: overview.hasMail,
    },
  }
}

type PayoutSumView = ReturnType<typeof payoutSums>[number]

/** By currency and status; never across currencies. */
function payoutSums({ payouts }: Overview) {
  const sums = new Map<
    string,
    { status: string; currency: string | null; count: number; amount: bigint }
  >()
  for (const { status, currency, count, amount } of payouts) {
    const key = `${currency} ${status}`
    const sum = sums.get(key) ?? { status, currency, count: 0, amount: 0n }
    sum.count += count
    sum.amount += amountFromDecimal(amount, 4) ?? 0n
    sums.set(key, sum)
  }
  return [...sums.values()].map(({ status, currency, count, amount }) => ({
    ...{ status, currency, count },
    amount: currency === null ? null : moneyToWire({ amount, currency }),
  }))
}

/** Of those whose end is known: what was cancelled was never tried. Null: there are none. */
function successRate(sums: readonly PayoutSumView[]): number | null {
  const of = (...statuses: readonly string[]) =>
    sums
      .filter(({ status }) => statuses.includes(status))
      .reduce((total, { count }) => total + count, 0)
  const ended = of("paid", "failed", "reversed")
  return ended === 0 ? null : of("paid") / ended
}

function timesToPaid({ timeToPaid }: Overview) {
  return [...new Set(timeToPaid.map(({ currency }) => currency))].map((currency) => {
    const counts = timeToPaid.filter((each) => each.currency === currency)
    return {
      currency,
      count: counts.reduce((total, { count }) => total + count, 0),
      p50_seconds: durationPercentile(counts, 0.5),
      p95_seconds: durationPercentile(counts, 0.95),
    }
  })
}

/** One number per span and line, zeros too, so that they can be drawn as they are. */
function seriesOf({ span, payouts, received, attempts }: Overview) {
  const spanMs = span.seconds * 1_000
  const points = Math.round((span.to.getTime() - span.from.getTime()) / spanMs)
  const line = (counts: readonly { readonly startsAt: Date; readonly count: number }[]) => {
    const numbers = Array.from({ length: points }, () => 0)
    for (const { startsAt, count } of counts) {
      const place = Math.round((startsAt.getTime() - span.from.getTime()) / spanMs)
      numbers[place] = (numbers[place] ?? 0) + count
    }
    return numbers
  }
  return {
    starts_at: Array.from({ length: points }, (_, place) =>
      new Date(span.from.getTime() + place * spanMs).toISOString(),
    ),
    received: line(received),
    delivered: line(attempts.filter(({ outcome }) => outcome === "success")),
    attempts_failed: line(attempts.filter(({ outcome }) => outcome === "failure")),
    payouts: PAYOUT_STATUSES.map((status) => ({
      status,
      counts: line(payouts.filter((each) => each.status === status)),
    })),
  }
}
