import type { VendorReply } from "../../vendor-call.ts"
import type { ApiAccount, Finding, ProviderClient, ReadPlan, ReadResult } from "../api.ts"
import { readResult, toldNothing, type Told } from "../read-result.ts"
import { createAccessTokens, type AccessTokens } from "./access-token.ts"
import { nameOf, type AskedName } from "./asked-name.ts"
import { afterPage } from "./next-page.ts"
import { Problem } from "./payload.ts"
import { PER_PAGE, READ_CALLS } from "./plan-reads.ts"
import { hear, type Heard } from "./read-answer.ts"
import { readPage, type RequestPage } from "./read-page.ts"
import { tellRequest, type RequestReading } from "./read-request.ts"
import { readByReference, readOne, readPayment } from "./read-single.ts"

/** Asks Pivot. Sources of each call: MAPPING.md, "Reads". */
export function createClient(account: ApiAccount): ProviderClient {
  const tokens = createAccessTokens(() => askForToken(account), account.nowMs)
  return {
    async read(plan) {
      const { merchant_id: id = "", merchant_secret: secret = "" } = account.credentials
      const name = plan.asked.map(nameOf).find((each) => each !== undefined)
      const exchange = new Exchange(account, tokens)
      if (name === undefined || plan.call === READ_CALLS.none) {
        return exchange.result(toldNothing("cannot_be_asked", NO_CALL))
      }
      if (id === "" || secret === "") {
        return exchange.result(toldNothing("credentials_missing", NO_CREDENTIALS))
      }
      return exchange.result(await tell(plan, name, exchange))
    },
  }
}

/** Of one read, all its pages: a thousand payouts are two or three megabytes. */
const PAGES_BYTES_MAX = 16 * 1024 * 1024
const NO_CALL = "Pivot has no call for a thing of this name."
const NO_CREDENTIALS = "The source has no merchant_id or no merchant_secret."

async function tell(plan: ReadPlan, name: AskedName, exchange: Exchange): Promise<Told> {
  if (plan.call === READ_CALLS.request && name.uuid !== null) {
    return tellRequest(plan.asked, await readPages(name.uuid, plan, exchange))
  }
  const heard = await exchange.get(targetOf(name))
  if (heard.outcome === "nothing") return { events: [], findings: [heard.finding] }
  const { kind } = name
  switch (kind) {
    case "payout":
      return readOne(heard.data, name)
    case "announced":
      return readByReference(heard.data, name.reference)
    case "payment":
      return readPayment(heard.data, name.uuid)
    case "batch":
      throw new Error(`No plan of Pivot's: ${plan.call} of a request.`)
    default:
      return kind satisfies never
  }
}

function targetOf({ kind, uuid, reference }: AskedName): string {
  switch (kind) {
    case "payout":
      return `/v1/payouts/${segment(uuid)}?referenceId=${segment(reference)}`
    case "announced":
      return `/v1/payouts/${segment(reference)}?type=single`
    case "payment":
      return `/v2/payments/${segment(uuid)}`
    case "batch":
      return `/v1/payouts/${segment(uuid)}`
    default:
      return kind satisfies never
  }
}

/** Names are well-formed: see `nameOf`. */
function segment(name: string): string {
  return encodeURIComponent(name)
}

/**
 * Page after page, until the request is whole or, where nobody asked for the request itself, until
 * every payout that was asked for has come.
 */
async function readPages(
  uuid: string,
  plan: ReadPlan,
  exchange: Exchange,
): Promise<RequestReading> {
  const pages: RequestPage[] = []
  const missing = new Set(plan.asked.map((one) => nameOf(one)?.reference ?? null))
  const stop = (finding: Finding) => ({ pages, stopped: finding, isWhole: false })
  for (;;) {
    const query = `?page=${pages.length + 1}&perPage=${PER_PAGE}`
    const heard = await exchange.get(`/v1/payouts/${segment(uuid)}${query}`)
    if (heard.outcome === "nothing") return stop(heard.finding)
    const page = readPage(heard.data, heard.pagination)
    if (page instanceof Problem) return stop(misread(page.hint))
    if (page.uuid !== uuid) {
      const detail = `The request ${uuid} was asked for, another was answered.`
      return stop({ kind: "answered_another", asked: null, detail })
    }
    pages.push(page)
    const after = afterPage(pages)
    if (after.outcome === "more" && exchange.bytes > PAGES_BYTES_MAX) {
      const detail = `The pages of the request have more than ${PAGES_BYTES_MAX} bytes.`
      return stop({ kind: "answer_too_large", asked: null, detail })
    }
    if (after.outcome === "contradictory") return stop(misread(after.detail))
    if (after.outcome === "whole") return { pages, stopped: null, isWhole: true }
    for (const { reference } of page.items) missing.delete(reference ?? "")
    if (missing.size === 0) return { pages, stopped: null, isWhole: false }
  }
}

function misread(detail: string): Finding {
  return { kind: "answer_misread", asked: null, detail }
}

/** The calls of one read, all with one token unless it is refused. */
class Exchange {
  readonly #account: ApiAccount
  readonly #tokens: AccessTokens
  readonly #replies: VendorReply[] = []
  /** Those that hold a token, or were answered again: they are no evidence. */
  readonly #unkept: VendorReply[] = []
  #token = ""

  constructor(account: ApiAccount, tokens: AccessTokens) {
    this.#account = account
    this.#tokens = tokens
  }

  /** With a new token where the old one was refused, once. */
  async get(target: string): Promise<Heard> {
    const [heard, reply] = await this.#getOnce(target)
    if (reply === null || heard.outcome === "said" || !heard.isTokenRefused) {
      if (reply) this.#replies.push(reply)
      return heard
    }
    this.#unkept.push(reply)
    this.#tokens.drop(this.#token)
    const [again, secondReply] = await this.#getOnce(target)
    if (secondReply) this.#replies.push(secondReply)
    return again
  }

  /** Of all bodies that are kept. */
  get bytes(): number {
    const sizes = this.#replies.map((reply) =>
      reply.outcome === "answered" ? reply.answer.body.length : 0,
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  async #getOnce(target: string): Promise<readonly [Heard, VendorReply | null]> {
    const { token, finding, reply } = await this.#tokens.get()
    if (reply) this.#unkept.push(reply)
    if (token === null) {
      const none = finding ?? misread("There is no token.")
      return [{ outcome: "nothing", finding: none, isTokenRefused: false }, null]
    }
    this.#token = token
    const answered = await this.#account.call({
      method: "GET",
      url: this.#account.baseUrl + target,
      headers: { authorization: `Bearer ${token}` },
    })
    return [hear(answered), answered]
  }

  result(told: Told): ReadResult {
    const credentials = { ...this.#account.credentials, token: this.#token }
    const kept = readResult(this.#replies, told, { credentials })
    const unkept = readResult(this.#unkept, { events: [], findings: [] }, { credentials })
    const waits = [kept.retryAfterMs, unkept.retryAfterMs].filter((wait) => wait !== null)
    return {
      ...kept,
      calls: kept.calls + unkept.calls,
      retryAfterMs: waits.length === 0 ? null : Math.max(...waits),
    }
  }
}

/** The only call that carries the secret, and whose answer holds the token: it is not kept. */
function askForToken({ baseUrl, call, credentials }: ApiAccount): Promise<VendorReply> {
  return call({
    method: "POST",
    url: `${baseUrl}/v1/access-token`,
    headers: {
      "content-type": "application/json",
      "x-merchant-id": credentials["merchant_id"] ?? "",
      "x-merchant-secret": credentials["merchant_secret"] ?? "",
    },
    body: JSON.stringify({ grantType: "client_credentials" }),
  })
}
