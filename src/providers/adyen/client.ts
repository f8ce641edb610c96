import type { ApiAccount, ProviderClient } from "../api.ts"
import { pathSegment } from "../path-segment.ts"
import { readResult, toldNothing } from "../read-result.ts"
import { BASE_URLS } from "./base-urls.ts"
import { ownerOf, SET_ACCOUNT } from "./owner.ts"
import { callOf } from "./plan-reads.ts"
import { readTransferReply } from "./read-answer.ts"
import { readPageReply } from "./read-page.ts"
import type { Environment } from "./read-transfer.ts"

/** The most that the API gives. */
const PAGE_SIZE = 100

/** Asks Adyen for transfers. Source: Adyen OpenAPI TransferService-v4. */
export function createClient(account: ApiAccount): ProviderClient {
  const { api_key: apiKey = "" } = account.credentials
  const environment = environmentOf(account.baseUrl)
  const get = (target: string) =>
    account.call({
      method: "GET",
      url: `${account.baseUrl}/btl/v4${target}`,
      headers: { "x-api-key": apiKey },
    })
  const nothing = (...finding: Parameters<typeof toldNothing>) =>
    readResult([], toldNothing(...finding), account)

  return {
    async read(plan) {
      const id = plan.asked[0]?.providerId ?? ""
      if (callOf(plan) === "none") return nothing("cannot_be_asked", NO_CALL)
      if (apiKey === "") return nothing("credentials_missing", NO_KEY)
      const reply = await get(`/transfers/${pathSegment(id) ?? ""}`)
      return readResult([reply], readTransferReply(reply, { id, environment }), account)
    },

    async list({ from, to, cursor }) {
      if (apiKey === "") return { ...nothing("credentials_missing", NO_KEY), cursor }
      if (account.account === null) return { ...nothing("cannot_be_asked", SET_ACCOUNT), cursor }
      const owner = ownerOf(account.account)
      const query = new URLSearchParams({
        createdSince: from,
        createdUntil: to,
        [owner.name]: owner.id,
        limit: String(PAGE_SIZE),
        ...(cursor !== null && { cursor }),
      })
      const reply = await get(`/transfers?${query.toString()}`)
      const told = readPageReply(reply, { from, to, cursor, owner, environment })
      return { ...readResult([reply], told, account), cursor: told.cursor }
    },
  }
}

const NO_KEY = "The source has no api_key."
const NO_CALL =
  "Adyen is asked for transfers only: a classic payout has no call, its webhooks and two business days of silence are all there is."

/** Another host, a sandbox for one, tells no mode. */
function environmentOf(baseUrl: string): Environment {
  if (baseUrl === BASE_URLS.live) return "live"
  return baseUrl === BASE_URLS.test ? "test" : null
}
