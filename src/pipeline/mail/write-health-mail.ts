import type { ClaimedMail, WrittenMail } from "../../mail/mail.ts"
import type { HealthMailSettings } from "../../merchants/health-mail.ts"
import type { Pool } from "../../postgres/pool.ts"
import { gatherHealthReport } from "./gather-health-report.ts"
import { needsAttention, type HealthReport } from "./health-report.ts"
import { windowAt } from "./health-window.ts"
import { writeHealthReport } from "./write-health-report.ts"

/** The report of the mail's window in words; null: there is nothing to say. */
export async function writeHealthMail(
  context: { readonly reportPool: Pool; readonly publicUrl: string | null },
  mail: Pick<ClaimedMail, "merchantId" | "windowStart">,
  options: { readonly settings: HealthMailSettings; readonly aheadMs: number },
): Promise<WrittenMail | null> {
  if (mail.windowStart === null) return null
  const { settings, aheadMs } = options
  const report = await gatherHealthReport(context.reportPool, {
    merchantId: mail.merchantId,
    ...windowAt(mail.windowStart),
    stuckAfterHours: settings.stuckAfterHours,
    aheadMs,
  })
  const isWanted = settings.when === "always" && !isOfNothing(report)
  return isWanted || needsAttention(report) ? writeHealthReport(report, context.publicUrl) : null
}

/** A merchant who came within the window, and nothing has happened yet. */
function isOfNothing(report: HealthReport): boolean {
  return report.merchantCreatedAt >= report.from && report.attempts?.attempts === 0
}
