import { findSourceAccount } from "../../merchants/find-source-account.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Metrics } from "../../metrics.ts"
import type { Queryable } from "../../postgres/pool.ts"
import type { CallVendor, FindingKind, ProviderApi, ProviderClient } from "../../providers/api.ts"
import { findProvider } from "../../providers/index.ts"
import { paceCalls } from "./pace-calls.ts"

/** Asks the providers, each source with its own credentials. */
export interface ProviderAsker {
  find(key: {
    readonly merchantId: string
    readonly sourceId: string
  }): Promise<Askable | Unaskable>
}

export interface Askable {
  readonly outcome: "askable"
  readonly source: Source
  readonly api: ProviderApi
  /** Kept between reads, since it holds the provider's token. */
  readonly client: ProviderClient
  readonly callsPerSecond: number
}

export interface Unaskable {
  readonly outcome: "unaskable"
  readonly finding: FindingKind
  readonly detail: string
}

const clientsMax = 1_000
/** A simulated provider is this very hub: it is not to be spared. */
const SANDBOX_CALLS_PER_SECOND = 50

export function createProviderAsker(context: {
  readonly pool: Queryable
  readonly keyring: Keyring
  readonly call: CallVendor
  readonly metrics: Metrics
}): ProviderAsker {
  const clients = new Map<string, { readonly madeOf: string; readonly client: ProviderClient }>()
  const { pool, keyring } = context

  return {
    async find({ merchantId, sourceId }) {
      // Read each time: a key that was just mended or taken away counts at once.
      const found = await findSourceAccount(pool, keyring, { merchantId, id: sourceId })
      if (found === undefined || found.source.disabledAt !== null) {
        return unaskable("cannot_be_asked", "The source is disabled or gone.")
      }
      const { source, credentials } = found
      const api = findProvider(source.provider)?.api
      if (api === undefined) {
        return unaskable("cannot_be_asked", `${source.provider} has no API to ask.`)
      }
      if (credentials === null) {
        return unaskable("credentials_missing", "The source holds no credentials for the API.")
      }
      const mode = source.live === true ? "live" : "test"
      const { settings } = source
      const baseUrl = (settings.base_url ?? api.baseUrls[mode]).replace(/\/+$/, "")
      const account = settings.api_account ?? settings.account ?? null
      const callsPerSecond =
        settings.calls_per_second ??
        (source.isSandbox ? SANDBOX_CALLS_PER_SECOND : api.callsPerSecondMax[mode])
      const madeOf = JSON.stringify([credentials, baseUrl, account, callsPerSecond])
      const kept = clients.get(source.id)
      const client =
        kept?.madeOf === madeOf
          ? kept.client
          : api.createClient({
              credentials,
              baseUrl,
              account,
              call: paceCalls(counted(context, source.provider), callsPerSecond),
              nowMs: () => performance.now(),
            })
      if (clients.size >= clientsMax) clients.clear()
      clients.set(source.id, { madeOf, client })
      return { outcome: "askable", source, api, client, callsPerSecond }
    },
  }
}

/** By the class of the answer's status, or by why there was none. */
function counted(
  { call, metrics }: { readonly call: CallVendor; readonly metrics: Metrics },
  provider: string,
): CallVendor {
  return async (request) => {
    const reply = await call(request)
    const outcome =
      reply.outcome === "failed" ? reply.finding : `${Math.floor(reply.answer.status / 100)}xx`
    metrics.vendorCalls.inc({ provider, outcome })
    return reply
  }
}

function unaskable(finding: FindingKind, detail: string): Unaskable {
  return { outcome: "unaskable", finding, detail }
}
