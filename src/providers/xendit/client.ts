import type { ApiAccount, ProviderClient, VendorReply } from "../api.ts"
import { pathSegment } from "../path-segment.ts"
import { readResult, toldNothing, type Told } from "../read-result.ts"
import { callOf } from "./plan-reads.ts"
import { modeOfKey, readPayoutReply, readPayoutsReply, type ApiVersion } from "./read-answer.ts"

/** v3 wants a version; of the two that copies of its page name, this is the elder. */
const HEADERS: Readonly<Record<ApiVersion, Readonly<Record<string, string>>>> = {
  v2: {},
  v3: { "api-version": "2025-09-01" },
}
/** Two are too many already; the others are for the person who reads of it. */
const LISTED_MAX = 10
/** Payouts of which it was found out by which API they were made. */
const REMEMBERED_MAX = 10_000

/** Asks Xendit for payouts. Sources of each call: MAPPING.md, "Reads". */
export function createClient(account: ApiAccount): ProviderClient {
  const remembered = new Map<string, ApiVersion>()

  return {
    async read(plan) {
      const { api_key: apiKey = "" } = account.credentials
      const [asked] = plan.asked
      const call = callOf(plan)
      if (call === "none" || asked === undefined) return nothing("cannot_be_asked", NO_CALL)
      if (apiKey === "") return nothing("credentials_missing", "The source has no api_key.")
      const live = modeOfKey(apiKey)
      const authorization = `Basic ${Buffer.from(`${apiKey}:`, "utf8").toString("base64")}`
      const get = (target: string, headers: Readonly<Record<string, string>> = {}) =>
        account.call({
          method: "GET",
          url: account.baseUrl + target,
          headers: { authorization, ...headers },
        })

      if (call === "reference") {
        const reference = asked.reference ?? ""
        const query = new URLSearchParams({ reference_id: reference, limit: String(LISTED_MAX) })
        const reply = await get(`/v2/payouts?${query.toString()}`)
        return readResult([reply], readPayoutsReply(reply, { reference, live }), account)
      }

      const id = asked.providerId ?? ""
      const segment = pathSegment(id) ?? ""
      const ask = async (version: ApiVersion): Promise<Reading> => {
        const reply = await get(`/${version}/payouts/${segment}`, HEADERS[version])
        return { reply, told: readPayoutReply(reply, { version, id, live }) }
      }
      const version = call === "any" ? remembered.get(id) : call
      const first = await ask(version ?? "v2")
      if (version !== undefined) return readResult([first.reply], first.told, account)
      if (!isNotKnown(first.told)) {
        if (first.told.events.length > 0) remember(id, "v2")
        return readResult([first.reply], first.told, account)
      }
      const second = await ask("v3")
      const told = eitherOf(first.told, second.told)
      // Known to neither may only be too early, so that is not remembered.
      if (told.events.length > 0) remember(id, "v3")
      const both = readResult([first.reply, second.reply], told, account)
      // That v2 does not know it is no evidence of what v3 says.
      return told.events.length > 0 ? { ...both, answers: both.answers.slice(1) } : both
    },
  }

  function nothing(...finding: Parameters<typeof toldNothing>) {
    return readResult([], toldNothing(...finding), account)
  }

  function remember(id: string, version: ApiVersion): void {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    remembered.set(id, version)
  }
}

const NO_CALL =
  "Xendit is asked for payouts of its APIs v2 and v3 only, not for disbursements, batches or remittances."

interface Reading {
  readonly reply: VendorReply
  readonly told: Told
}

function isNotKnown({ findings }: Told): boolean {
  return findings.some(({ kind }) => kind === "not_known")
}

/**
 * v2 did not know it. What v3 says counts, but for its refusals: an account may well have no v3, and
 * that is no trouble with its key, which v2 has just accepted.
 */
function eitherOf(v2: Told, v3: Told): Told {
  const refused = v3.findings.some(
    ({ kind }) =>
      kind === "not_known" || kind === "credentials_refused" || kind === "request_refused",
  )
  return refused ? v2 : v3
}
