import { CommandFailure, EXIT } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"

export interface ShownAccount extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly provider: string
  readonly name: string
}

interface Page {
  readonly data: readonly ShownAccount[]
  readonly next_cursor: string | null
}

const ROUTE = "/v1/sandbox/accounts"

/** Where an account's routes begin, by its id or, for the first one there, its provider. */
export async function sandboxAccountRoute(hub: HubClient, which: string): Promise<string> {
  if (which.startsWith("sba_")) return `${ROUTE}/${encodeURIComponent(which)}`
  return `${ROUTE}/${(await firstAccount(hub, which)).id}`
}

/** Lists go from the newest to the oldest. */
async function firstAccount(hub: HubClient, provider: string): Promise<ShownAccount> {
  let first: ShownAccount | undefined
  let cursor: string | undefined
  do {
    const page = await hub.get<Page>(ROUTE, { provider, limit: "100", cursor })
    first = page.data.at(-1) ?? first
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  if (first !== undefined) return first
  throw new CommandFailure(EXIT.failure, `There is no account at ${provider} in the sandbox.`, {
    advice: "See them: paidout sandbox accounts. Make one: paidout sandbox open <provider>",
  })
}
