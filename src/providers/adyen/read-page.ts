import type { PayoutEvent } from "../../payout/event.ts"
import type { ListResult, VendorReply } from "../api.ts"
import { judgeReply } from "../judge-answer.ts"
import { arrayOf, fieldAt, isAbsent, objectOf, shownText } from "../json-fields.ts"
import type { Json } from "../json.ts"
import { toldNothing, type Told } from "../read-result.ts"
import { ERROR_WORDS } from "./error-words.ts"
import { SET_ACCOUNT, type Owner } from "./owner.ts"
import { readTransfer, type Environment, type TransferReading } from "./read-transfer.ts"

export interface AskedPage {
  readonly from: string
  readonly to: string
  readonly cursor: string | null
  readonly owner: Owner
  readonly environment: Environment
}

/** A page of `GET /transfers`: what is no payout is left out, what cannot be read is counted. */
export function readPageReply(
  reply: VendorReply,
  asked: AskedPage,
): Told & Pick<ListResult, "cursor"> {
  // Where nothing was said the place stays: what this page would have held must not be missed.
  const { cursor, owner } = asked
  const judged = judgeReply(reply, ERROR_WORDS)
  if (judged.outcome === "nothing") {
    const { finding } = judged
    if (finding.kind !== "not_known") return { events: [], findings: [finding], cursor }
    const detail = `Adyen knows no ${owner.name} ${shownText(owner.id)}. ${SET_ACCOUNT}`
    return { ...toldNothing("request_refused", detail), cursor }
  }
  const transfers = arrayOf(fieldAt(judged.body, "data"))
  if (!transfers) {
    return { ...toldNothing("answer_misread", "The answer is no list of transfers."), cursor }
  }
  const told = toldOf(
    transfers.map((transfer) => readItem(transfer, asked.environment)),
    asked,
  )
  const next = fieldAt(judged.body, "_links", "next", "href")
  if (isAbsent(next)) return { ...told, cursor: null }
  const following = cursorOf(next)
  if (following !== undefined && following !== cursor) return { ...told, cursor: following }
  const { findings } = toldNothing("answer_misread", "The link to the next page leads nowhere.")
  return { events: told.events, findings: [...told.findings, ...findings], cursor: null }
}

function readItem(value: Json, environment: Environment): TransferReading {
  const transfer = objectOf(value)
  return transfer
    ? readTransfer(transfer, environment)
    : { outcome: "misread", hint: "it is no object" }
}

/** One finding for all that are not understood: a page holds a hundred. */
function toldOf(readings: readonly TransferReading[], asked: AskedPage): Told {
  const events = readings
    .flatMap((reading) => (reading.outcome === "payout" ? [reading.event] : []))
    .filter((event) => isWithin(event, asked))
  const misread = readings.filter((reading) => reading.outcome === "misread")
  const [first] = misread
  if (first === undefined) return { events, findings: [] }
  const detail = `Not understood of this page's transfers: ${misread.length}, the first because ${first.hint}.`
  return { events, findings: toldNothing("answer_misread", detail).findings }
}

/** The API counts both ends in, a window of ours only its beginning. */
function isWithin(
  { details: { createdAt } }: PayoutEvent,
  { from, to }: Pick<AskedPage, "from" | "to">,
): boolean {
  if (createdAt === undefined) return true
  const createdMs = Date.parse(createdAt)
  return createdMs >= Date.parse(from) && createdMs < Date.parse(to)
}

const CURSOR_CHARACTERS_MAX = 2_000

/** Only the cursor is taken from the link: it must not lead to another host. */
function cursorOf(href: Json): string | undefined {
  const url = typeof href === "string" ? URL.parse(href, "https://adyen.invalid") : null
  const cursor = url?.searchParams.get("cursor") ?? ""
  return cursor !== "" && cursor.length <= CURSOR_CHARACTERS_MAX ? cursor : undefined
}
