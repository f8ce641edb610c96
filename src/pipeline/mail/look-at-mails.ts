import { joinDueWork, type DueWork } from "../../due-work.ts"
import { countHealthMails } from "../../mail/count-health-mails.ts"
import { findClock } from "../../mail/find-clock.ts"
import { findNextMail } from "../../mail/find-next-mail.ts"
import { listHealthMailMerchants } from "../../merchants/list-health-mail-merchants.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { lastWindow, windowAt, type HealthWindow } from "./health-window.ts"

const pageMax = 500

/** What of mails is due: the outbox, and the end of a window while anybody wants its report. */
export async function lookAtMails(queryable: Queryable): Promise<DueWork> {
  const { now } = await findClock(queryable)
  const { to } = windowAt(now)
  const wanting = await listHealthMailMerchants(queryable, { windowEnd: to, after: null, limit: 1 })
  if (wanting.length === 0) return findNextMail(queryable)
  return joinDueWork([
    await findNextMail(queryable),
    { isBusy: !(await areMade(queryable, lastWindow(now))), next: to },
  ])
}

/** Has everybody who wants the report of this window a mail of it, sent or not? */
async function areMade(queryable: Queryable, window: HealthWindow): Promise<boolean> {
  let after: string | null = null
  for (;;) {
    const page = { windowEnd: window.to, after, limit: pageMax }
    const merchants = await listHealthMailMerchants(queryable, page)
    const merchantIds = merchants.map(({ id }) => id)
    const made = await countHealthMails(queryable, { windowStart: window.from, merchantIds })
    if (made < merchants.length) return false
    if (merchants.length < pageMax) return true
    after = merchantIds.at(-1) ?? null
  }
}
