import { moneyText } from "../../parts/money-text.ts"
import { wordOf } from "../../parts/status-badges.tsx"
import type { Words } from "../../words/words.ts"
import { refusalOf } from "./entry-words.ts"
import { standingBefore } from "./fold-entries.ts"
import type { Entry, WholePayout } from "./payout.ts"

/** A payout and its timeline as plain text, oldest first, times in UTC: for a ticket or a mail. */
export function payoutText(payout: WholePayout, words: Words): string {
  const { text, detail, timeline } = words.payouts
  const { amount, history } = payout
  const statusWord = (status: string) => wordOf(words.status.payout, status)
  const shown =
    amount === null ? detail.noAmount : moneyText(amount.value, amount.currency, "en-GB")
  const stands =
    payout.status === "paid" && payout.certainty === "presumed"
      ? words.status.payout.paidPresumed
      : statusWord(payout.status)
  const facts: readonly (readonly [string, string | null])[] = [
    [detail.reference, payout.reference],
    [detail.providerId, payout.provider_id],
    [detail.id, payout.id],
    [detail.provider, words.payouts.providers[payout.provider] ?? payout.provider],
    [detail.account, payout.destination?.account_number ?? null],
    [detail.providerReason, payout.failure?.provider_reason ?? null],
  ]
  const line = (entry: Entry): string => {
    const status = statusWord(entry.status)
    const refusal = refusalOf(entry, standingBefore(history, entry), timeline, statusWord)
    const { previous_status: previous } = entry
    const change =
      refusal !== undefined
        ? text.refused(status, refusal)
        : previous === null || previous === entry.status
          ? text.first(status)
          : text.change(statusWord(previous), status)
    const number = entry.sequence === null ? "" : timeline.number(entry.sequence)
    const told = `${timeline.told[entry.via] ?? entry.via}, ${entry.wire_event}`
    return text.line(number, change, entry.occurred_at ?? entry.recorded_at, told)
  }
  return [
    text.head(shown, stands),
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])),
    "",
    ...history.map(line),
  ].join("\n")
}
