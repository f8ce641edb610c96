import { expect } from "vitest"

import type { SandboxHub, ShownAccount } from "./sandbox-hub.ts"
import type { Answer } from "./test-hub.ts"

export interface FoundRow {
  readonly kind: string
  readonly payout_id: string | null
  readonly provider_id: string | null
  readonly reference: string | null
  readonly ours: { readonly status: string; readonly amount: { readonly value: string } } | null
  readonly theirs: { readonly status: string; readonly amount: { readonly value: string } } | null
  readonly detail: string | null
}

/** Reports of a hub's days, as a client of its API sees them. */
export interface Reporting {
  /** The sandbox's day, which is the hub's. */
  today(): Promise<string>
  begin(account: ShownAccount, options?: object): Promise<string>
  /** Once it is finished. */
  ended(id: string): Promise<Answer["json"]>
  /** Begun and finished. */
  report(account: ShownAccount, options?: object): Promise<Answer["json"]>
  /** In the order found. */
  findings(id: string): Promise<readonly FoundRow[]>
}

/** A busy machine is slow. */
const WAIT = { timeout: 30_000, interval: 50 }

export function reportingOf(hub: SandboxHub): Reporting {
  const today: Reporting["today"] = async () =>
    (
      await hub.database.pool.query<{ day: string }>(
        "select (paidout_now() at time zone 'UTC')::date::text as day",
      )
    ).rows[0]?.day ?? ""
  const begin: Reporting["begin"] = async (account, options = {}) => {
    const body = { source_id: account.source_id, day: await today(), ...options }
    const begun = await hub.api("POST /v1/reconciliations", body)
    expect(begun.status, begun.text).toBe(202)
    return begun.json.id as string
  }
  const ended: Reporting["ended"] = async (id) => {
    const look = async () => (await hub.api(`GET /v1/reconciliations/${id}`)).json
    await expect.poll(async () => (await look()).state, WAIT).not.toBe("running")
    return look()
  }
  return {
    today,
    begin,
    ended,
    report: async (account, options) => ended(await begin(account, options)),
    async findings(id) {
      const found: FoundRow[] = []
      let cursor = ""
      do {
        const page = await hub.api(`GET /v1/reconciliations/${id}/findings?limit=50${cursor}`)
        expect(page.status, page.text).toBe(200)
        found.push(...(page.json.data as FoundRow[]))
        const { next_cursor: next } = page.json
        cursor = next === null ? "" : `&cursor=${next}`
      } while (cursor !== "")
      return found.toReversed()
    },
  }
}
