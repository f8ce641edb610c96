import { NO_PROVIDER_ID, type PayoutEvent } from "../../payout/event.ts"
import { objectOf, shownText } from "../json-fields.ts"
import type { Json } from "../json.ts"
import { detailsOf } from "./decode-payout.ts"
import {
  optionalMoney,
  optionalText,
  optionalTime,
  payoutKey,
  payoutProviderId,
  Problem,
  requiredIdentifier,
} from "./payload.ts"
import { payoutRead, READ_MEANINGS, type ReadWord, type RequestStanding } from "./read-status.ts"
import { failureCodeOf, statusWord } from "./status.ts"

/** What a payout is read of. */
export interface ReadRequest {
  /** Null: the call by reference names none. */
  readonly uuid: string | null
  readonly account: string | null
  readonly standing: RequestStanding
}

/** One payout as Retrieve Payout has it, in any of its three forms. */
export function readPayout(value: Json | undefined, request: ReadRequest): PayoutEvent | Problem {
  const item = objectOf(value)
  if (!item) return new Problem("field_invalid", "A payout is no object.")
  const reference = requiredIdentifier(item, "referenceId")
  if (reference instanceof Problem) return reference
  const wireStatus = requiredIdentifier(item, "status")
  if (wireStatus instanceof Problem) return wireStatus
  const wireReason = optionalText(item, "reason")
  if (wireReason instanceof Problem) return wireReason
  const reason = wireReason === "" ? null : wireReason
  const amount = optionalMoney(item, "amount")
  if (amount instanceof Problem) return amount

  const said = statusWord(wireStatus)
  const read = payoutRead(said, request.standing)
  if (read === undefined) {
    return new Problem(
      "status_unknown",
      `Pivot documents no status ${shownText(said)} of a payout.`,
    )
  }
  // Observed of a request that was left PENDING; the call for one payout does not tell the request.
  const isShort = read === "APPROVED" && failureCodeOf(reason) === "insufficient_balance"
  const word = isShort ? "PENDING" : read
  const isFailed = word === "FAILED"
  const { uuid } = request
  return {
    subject: "payout",
    key: payoutKey(uuid ?? "", reference, word),
    wireEvent: wireEventOf(word, said),
    providerId: uuid === null ? NO_PROVIDER_ID : payoutProviderId(uuid, reference),
    live: null,
    account: request.account,
    occurredAt: optionalTime(item, "updated"),
    order: null,
    aliases: [],
    batchProviderId: uuid,
    reference,
    ...READ_MEANINGS[word],
    failure: isFailed
      ? { code: failureCodeOf(reason), providerCode: null, providerReason: reason }
      : null,
    amount,
    details: detailsOf(item, isFailed ? null : reason),
  }
}

/** The callback that says the same, else the word of the read, in a name that no callback has. */
function wireEventOf(word: ReadWord, said: string): string {
  const isCallback = word === "SUCCESS" || word === "FAILED" || word === "DELAYED"
  return isCallback ? `PAYOUT.${word}` : `payout.${said}`
}
