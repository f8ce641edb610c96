import { insertHealthMails } from "../../mail/insert-health-mails.ts"
import { listHealthMailMerchants } from "../../merchants/list-health-mail-merchants.ts"
import type { Pool } from "../../postgres/pool.ts"
import type { HealthWindow } from "./health-window.ts"

const pageMax = 500

/** A mail of the window for each merchant who wants one, still to be written. Once, ever. */
export async function makeHealthMails(pool: Pool, window: HealthWindow): Promise<number> {
  let made = 0
  let after: string | null = null
  for (;;) {
    const page = { windowEnd: window.to, after, limit: pageMax }
    const merchants = await listHealthMailMerchants(pool, page)
    if (merchants.length > 0) {
      made += await insertHealthMails(pool, { windowStart: window.from, merchants })
    }
    after = merchants.at(-1)?.id ?? null
    if (merchants.length < pageMax) return made
  }
}
