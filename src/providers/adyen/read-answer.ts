import type { VendorReply } from "../api.ts"
import { judgeReply } from "../judge-answer.ts"
import { objectOf, shownText, textOf } from "../json-fields.ts"
import { toldNothing, type Told } from "../read-result.ts"
import { ERROR_WORDS } from "./error-words.ts"
import { readTransfer, type Environment } from "./read-transfer.ts"

/** The answer to `GET /transfers/{id}`. */
export function readTransferReply(
  reply: VendorReply,
  asked: { readonly id: string; readonly environment: Environment },
): Told {
  const judged = judgeReply(reply, ERROR_WORDS)
  if (judged.outcome === "nothing") return { events: [], findings: [judged.finding] }
  const transfer = objectOf(judged.body)
  if (!transfer) return toldNothing("answer_misread", "The answer is JSON, but no transfer.")
  const told = textOf(transfer["id"])
  if (told !== undefined && told !== asked.id) {
    const detail = `${shownText(asked.id)} was asked for, ${shownText(told)} was answered.`
    return toldNothing("answered_another", detail)
  }
  const reading = readTransfer(transfer, asked.environment)
  if (reading.outcome === "payout") return { events: [reading.event], findings: [] }
  const why =
    reading.outcome === "misread"
      ? reading.hint
      : "it is no payout: those go out, to a bank account or a card"
  return toldNothing("answer_misread", `Of the transfer ${shownText(asked.id)}: ${why}.`)
}
