import { countAttempts, type AttemptFigures } from "../../delivery/count-attempts.ts"
import type { Pool } from "../../postgres/pool.ts"
import { timeSpan } from "../../time-span.ts"
import { inTime } from "../receive/in-time.ts"

/** Exact, or reckoned from a sample where there are too many to count. */
export interface AttemptEstimate extends AttemptFigures {
  readonly isEstimated: boolean
}

const LIMITS = {
  /** A minute of a window at a time: at thousands a second it still takes well below a second. */
  sliceMs: 60_000,
  sampleMs: 3_000,
} as const

/** The share of the golden ratio: steps of it spread evenly over a window, however many they are. */
const goldenShare = (Math.sqrt(5) - 1) / 2

/** The attempts begun within the time; null: not even a minute of it could be counted. */
export async function estimateAttempts(
  pool: Pool,
  merchantId: string,
  window: { readonly from: Date; readonly to: Date; readonly aheadMs: number },
): Promise<AttemptEstimate | null> {
  const { from, to, aheadMs } = window
  const counted = await inTime(countAttempts(pool, merchantId, timeSpan(from, to, aheadMs)))
  if (counted !== null) return { ...counted, isEstimated: false }
  return sampleAttempts(pool, merchantId, window)
}

/** Counts minutes here and there for some seconds, and reckons the whole from them. */
export async function sampleAttempts(
  pool: Pool,
  merchantId: string,
  window: {
    readonly from: Date
    readonly to: Date
    readonly aheadMs: number
    readonly sampleMs?: number
  },
): Promise<AttemptEstimate | null> {
  const { from, to, aheadMs, sampleMs = LIMITS.sampleMs } = window
  const slices = Math.ceil((to.getTime() - from.getTime()) / LIMITS.sliceMs)
  const begun = performance.now()
  const counted: AttemptFigures[] = []
  const taken = new Set<number>()
  for (let step = 0; taken.size < slices; step += 1) {
    if (counted.length > 0 && performance.now() - begun > sampleMs) break
    const slice = Math.floor(((step * goldenShare) % 1) * slices)
    if (taken.has(slice)) continue
    taken.add(slice)
    const idsFrom = new Date(from.getTime() - aheadMs + slice * LIMITS.sliceMs)
    const idsTo = new Date(idsFrom.getTime() + LIMITS.sliceMs)
    const figures = await inTime(countAttempts(pool, merchantId, { from, to, idsFrom, idsTo }))
    if (figures === null) break
    counted.push(figures)
  }
  if (counted.length === 0) return null
  const whole = (figure: keyof AttemptFigures) =>
    rounded((counted.reduce((sum, each) => sum + each[figure], 0) * slices) / counted.length)
  return {
    attempts: whole("attempts"),
    delivered: whole("delivered"),
    firstAttempts: whole("firstAttempts"),
    firstAttemptsDelivered: whole("firstAttemptsDelivered"),
    isEstimated: true,
  }
}

/** As many digits as a sample can mean, and then some, so that rates stay right. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
