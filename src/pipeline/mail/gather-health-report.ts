import { countMissed } from "../../delivery/count-missed.ts"
import { listDisabledEndpoints } from "../../delivery/list-disabled-endpoints.ts"
import { listExhausted } from "../../delivery/list-exhausted.ts"
import { listFailingEndpoints } from "../../delivery/list-failing-endpoints.ts"
import { countQuarantined, countUnrecognised, type ParkedGroup } from "../../inbox/count-parked.ts"
import { countOpenAttention } from "../../ledger/count-open-attention.ts"
import { listStuckPayouts } from "../../ledger/list-stuck-payouts.ts"
import { findMerchant } from "../../merchants/find-merchant.ts"
import { findSourceNames } from "../../merchants/find-source-names.ts"
import type { Pool } from "../../postgres/pool.ts"
import { timeSpan } from "../../time-span.ts"
import { estimateAttempts } from "../deliver/estimate-attempts.ts"
import type { HealthReport, NamedParkedGroup } from "./health-report.ts"
import { inTime } from "../receive/in-time.ts"
import { quietTimes } from "./quiet-times.ts"

const LIMITS = {
  /** Of each section: a mail is read, not searched. */
  endpointsMax: 10,
  deliveriesMax: 5,
  sourcesMax: 10,
  payoutsMax: 10,
  kindsMax: 20,
} as const

export interface ReportRequest {
  readonly merchantId: string
  readonly from: Date
  readonly to: Date
  readonly stuckAfterHours: number
  /** How far the one clock is moved. */
  readonly aheadMs: number
}

/**
 * Reads the figures of one merchant. `pool` bounds each statement's time: a section that takes
 * longer is null, and the others are told all the same.
 */
export async function gatherHealthReport(
  pool: Pool,
  { merchantId, from, to, stuckAfterHours, aheadMs }: ReportRequest,
): Promise<HealthReport> {
  const span = timeSpan(from, to, aheadMs)
  const silentSince = hoursBefore(to, stuckAfterHours)
  const merchant = await findMerchant(pool, merchantId)
  if (merchant === undefined) throw new Error("There is no such merchant.")
  const named = async (groups: Promise<readonly ParkedGroup[]>) =>
    nameSources(pool, merchantId, await groups)
  const [
    attempts,
    exhausted,
    missed,
    failing,
    disabled,
    quarantined,
    unrecognised,
    stuck,
    attention,
  ] = await Promise.all([
    estimateAttempts(pool, merchantId, { from, to, aheadMs }),
    inTime(listExhausted(pool, merchantId, { span, limit: LIMITS.deliveriesMax })),
    inTime(countMissed(pool, merchantId, span)),
    inTime(listFailingEndpoints(pool, merchantId, LIMITS.endpointsMax)),
    inTime(listDisabledEndpoints(pool, merchantId, LIMITS.endpointsMax)),
    inTime(named(countQuarantined(pool, merchantId, { span, limit: LIMITS.sourcesMax }))),
    inTime(named(countUnrecognised(pool, merchantId, { span, limit: LIMITS.sourcesMax }))),
    inTime(
      listStuckPayouts(pool, merchantId, {
        now: to,
        silentSince,
        usual: quietTimes(to),
        idsTo: timeSpan(from, silentSince, aheadMs).idsTo,
        limit: LIMITS.payoutsMax,
      }),
    ),
    inTime(countOpenAttention(pool, merchantId, LIMITS.kindsMax)),
  ])
  return {
    merchantName: merchant.name,
    merchantCreatedAt: merchant.createdAt,
    from,
    to,
    stuckAfterHours,
    attempts,
    exhausted,
    missed,
    failing,
    disabled,
    quarantined,
    unrecognised,
    stuck,
    attention,
  }
}

async function nameSources(
  pool: Pool,
  merchantId: string,
  groups: readonly ParkedGroup[],
): Promise<readonly NamedParkedGroup[]> {
  if (groups.length === 0) return []
  const ids = groups.map(({ sourceId }) => sourceId)
  const names = await findSourceNames(pool, { merchantId, ids })
  return groups.map((group) => ({ ...group, sourceName: names.get(group.sourceId) ?? "" }))
}

function hoursBefore(time: Date, hours: number): Date {
  return new Date(time.getTime() - hours * 60 * 60 * 1_000)
}
