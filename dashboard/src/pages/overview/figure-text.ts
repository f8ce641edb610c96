import { spanText } from "../../parts/time-text.ts"

export function rateText(rate: number): string {
  return rate.toLocaleString(undefined, {
    style: "percent",
    // 99.96 % is not all of them.
    maximumFractionDigits: rate > 0.99 && rate < 1 ? 2 : 1,
    roundingMode: "trunc",
  })
}

export function countText(count: number): string {
  return count.toLocaleString()
}

/** Of what is counted only so far. */
export function cappedText(count: number, max: number): string {
  return count >= max ? `${max.toLocaleString()}+` : count.toLocaleString()
}

export function secondsText(seconds: number | null): string {
  return seconds === null ? "–" : spanText(seconds * 1_000)
}

export function perMinuteText(count: number, seconds: number): string {
  const rate = count / (seconds / 60)
  return rate.toLocaleString(undefined, { maximumFractionDigits: rate < 10 ? 1 : 0 })
}

export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** The day of a moment, in the person's zone, as the filters of lists write it. */
export function dayOf(at: string): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, "0")
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
