import type { BatchCounters, PayoutEvent } from "../../payout/event.ts"
import { arrayOf, countOf, field, identifierOf, objectOf, shownText } from "../json-fields.ts"
import type { Json, JsonObject } from "../json.ts"
import { readCounters } from "./decode-batch.ts"
import { requestId } from "./decode-payout.ts"
import { optionalIdentifier, optionalTime, Problem } from "./payload.ts"
import { readPayout } from "./read-payout.ts"
import {
  REQUEST_READS,
  requestRead,
  type RequestStanding,
  type RequestWord,
} from "./read-status.ts"
import { statusWord } from "./status.ts"

/** One page of a request, as far as it can be understood. */
export interface RequestPage {
  readonly uuid: string
  readonly account: string | null
  readonly updatedAt: string | null
  /** Undefined: it says none that is known. */
  readonly word: RequestWord | undefined
  /** Null: it has none, or none that can be read. */
  readonly counters: BatchCounters | null
  readonly items: readonly PageItem[]
  /** Undefined: it does not say. */
  readonly page: number | undefined
  readonly totalItems: number | undefined
  readonly totalPages: number | undefined
  /** What could not be read of the request itself. */
  readonly problems: readonly Problem[]
}

export interface PageItem {
  /** Undefined: it has none that can be read. */
  readonly reference: string | undefined
  readonly event: PayoutEvent | Problem
}

export function readPage(data: Json, pagination: Json | undefined): RequestPage | Problem {
  const request = objectOf(data)
  if (!request) return new Problem("field_invalid", "The request is no object.")
  const uuid = requestId(request)
  if (uuid instanceof Problem) return uuid
  const account = optionalIdentifier(request, "merchantId")
  if (account instanceof Problem) return account
  const payouts = arrayOf(request["payouts"])
  if (!payouts) return new Problem("field_invalid", "The field payouts is no list.")

  const problems: Problem[] = []
  const counters = readCounters(request)
  if (counters instanceof Problem) problems.push(counters)
  const word = wordOf(request)
  if (word instanceof Problem) problems.push(word)
  const known = {
    word: word instanceof Problem ? undefined : word,
    counters: counters instanceof Problem ? null : counters,
  }
  const standing = standingOf(known.word, known.counters)
  return {
    uuid,
    account,
    updatedAt: optionalTime(request, "updated"),
    ...known,
    items: payouts.map((item) => ({
      reference: identifierOf(field(item, "referenceId")),
      event: readPayout(item, { uuid, account, standing }),
    })),
    page: numberIn(pagination, "page"),
    totalItems: numberIn(pagination, "totalItems"),
    totalPages: numberIn(pagination, "totalPages"),
    problems,
  }
}

/**
 * How the request stands for its payouts. Where all are counted as cancelled each is, whatever word
 * the request has for it; and a cancelled request with some that are still pending says nothing.
 */
export function standingOf(
  word: RequestWord | undefined,
  counters: BatchCounters | null,
): RequestStanding {
  if (counters === null) return word ?? "untold"
  const { pending, success, failed, cancelled } = counters
  const isEnded = word !== undefined && REQUEST_READS[word].status === "cancelled"
  if (isEnded) return pending.count > 0 ? "untold" : word
  const others = pending.count + success.count + failed.count
  return cancelled.count > 0 && others === 0 ? "CANCELLED" : (word ?? "untold")
}

function wordOf(request: JsonObject): RequestWord | Problem {
  const status = identifierOf(request["status"])
  if (status === undefined) return new Problem("field_missing", "The request has no status.")
  const said = statusWord(status)
  return (
    requestRead(said) ??
    new Problem("status_unknown", `Pivot documents no status ${shownText(said)} of a request.`)
  )
}

function numberIn(pagination: Json | undefined, name: string): number | undefined {
  return countOf(field(pagination, name))
}
