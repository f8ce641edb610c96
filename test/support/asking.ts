import { afterAll } from "vitest"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { createGuardedAgent } from "../../src/delivery/guarded-agent.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import type {
  ApiAccount,
  Asked,
  ProviderApi,
  ProviderClient,
  ReadResult,
} from "../../src/providers/api.ts"
import { createVendorCaller } from "../../src/reconcile/call-vendor.ts"

/** Asks over real HTTP, as the hub does. */
export interface Asking {
  readonly client: (account?: Partial<ApiAccount>) => ProviderClient
  /** One read for each plan of what is asked. */
  readonly ask: (
    asked: readonly Asked[],
    account?: Partial<ApiAccount>,
  ) => Promise<readonly ReadResult[]>
  /** The only read of one payout. */
  readonly askOne: (known: Partial<Asked>, account?: Partial<ApiAccount>) => Promise<ReadResult>
}

/** A busy machine is slow. */
const TIMEOUT_MS = 20_000
const ANSWER_BYTES_MAX = 32 * 1024 * 1024

export function createAsking(
  api: ProviderApi,
  defaults: () => Pick<ApiAccount, "baseUrl" | "credentials"> & Partial<ApiAccount>,
  { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Asking {
  const agent = createGuardedAgent(createAddressPolicy(["127.0.0.0/8"]), {
    answerBytesMax: ANSWER_BYTES_MAX,
  })
  const { call } = createVendorCaller({
    dispatch: agent.dispatch,
    userAgent: "Paidout/test",
    timeoutMs,
  })
  afterAll(async () => await agent.destroy())

  const client: Asking["client"] = (account = {}) =>
    api.createClient({
      account: null,
      call,
      nowMs: () => performance.now(),
      ...defaults(),
      ...account,
    })
  const ask: Asking["ask"] = async (asked, account) => {
    const asker = client(account)
    const results: ReadResult[] = []
    for (const plan of api.plan(asked)) results.push(await asker.read(plan))
    return results
  }
  return {
    client,
    ask,
    async askOne(known, account) {
      const [result, ...others] = await ask([asked(known)], account)
      if (result === undefined || others.length > 0) throw new Error("that is not one read")
      return result
    },
  }
}

/** A payout of which nothing is known but what is given. */
export function asked(known: Partial<Asked>): Asked {
  return {
    subject: "payout",
    providerId: null,
    reference: null,
    batchProviderId: null,
    ...known,
  }
}

/** What it came to, where nothing was said. */
export function kindsOf({ findings }: ReadResult): readonly string[] {
  return findings.map(({ kind }) => kind)
}

/** The only event, which is a payout's. */
export function payoutOf(result: ReadResult): PayoutEvent {
  const [event, ...others] = result.events
  if (event?.subject !== "payout" || others.length > 0) {
    throw new Error(`that is not one payout: ${JSON.stringify(result.findings)}`)
  }
  return event
}
