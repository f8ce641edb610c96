import { PaidoutError } from "../../errors.ts"
import { findClock } from "../../mail/find-clock.ts"
import type { WrittenMail } from "../../mail/mail.ts"
import { findHealthMail } from "../../merchants/find-health-mail.ts"
import type { Pool } from "../../postgres/pool.ts"
import { gatherHealthReport } from "./gather-health-report.ts"
import type { HealthReport } from "./health-report.ts"
import { windowAt } from "./health-window.ts"
import { writeHealthReport } from "./write-health-report.ts"

const daysMax = 31

/**
 * The report as it would be mailed: of the given time, by default of the current window so far.
 * @throws PaidoutError request_invalid: the time ends before it begins, or is too long.
 */
export async function previewHealthReport(
  context: {
    readonly pool: Pool
    readonly reportPool: Pool
    readonly publicUrl: string | null
  },
  request: { readonly merchantId: string; readonly from?: Date; readonly to?: Date },
): Promise<{ readonly report: HealthReport; readonly mail: WrittenMail }> {
  const { merchantId } = request
  const { now, aheadMs } = await findClock(context.pool)
  const to = request.to ?? now
  const from = request.from ?? windowAt(to).from
  const lengthMs = to.getTime() - from.getTime()
  if (lengthMs < 0 || lengthMs > daysMax * 24 * 60 * 60 * 1_000) {
    throw new PaidoutError("request_invalid", `from is before to, by ${daysMax} days at most.`)
  }
  const { stuckAfterHours } = await findHealthMail(context.pool, merchantId)
  const report = await gatherHealthReport(context.reportPool, {
    merchantId,
    from,
    to,
    stuckAfterHours,
    aheadMs,
  })
  return { report, mail: writeHealthReport(report, context.publicUrl) }
}
