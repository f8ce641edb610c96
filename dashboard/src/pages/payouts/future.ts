import type { Words } from "../../words/words.ts"
import type { WholeBatch, WholePayment, WholePayout } from "./payout.ts"
import { isFinal } from "./payout.ts"

/** Something that is to come, if nothing else does. */
export interface FutureEntry {
  readonly key: string
  readonly at: string
  readonly text: string
  readonly detail?: string
}

/** The furthest ahead first. */
export function futureOfPayout(
  payout: WholePayout,
  provider: string,
  words: Words["payouts"]["timeline"],
  statuses: Readonly<Record<string, string>>,
): readonly FutureEntry[] {
  const { estimated_arrival_at: arrival, presumed_paid_at: presumed } = payout
  const entries: FutureEntry[] = [...nextPoll(payout, provider, words)]
  if (arrival !== null && !isFinal(payout)) {
    entries.push({ key: "arrival", at: arrival, text: words.estimated })
  }
  if (presumed !== null) {
    entries.push({ key: "presumed", at: presumed, text: words.presumed(provider) })
  }
  for (const held of payout.unconfirmed) {
    const status = statuses[held.status] ?? held.status
    entries.push({ key: held.message_id, at: held.next_at, text: words.held(status.toLowerCase()) })
  }
  return newestFirst(entries)
}

export function nextPoll(
  { poll }: Pick<WholePayout | WholeBatch | WholePayment, "poll">,
  provider: string,
  words: Words["payouts"]["timeline"],
): readonly FutureEntry[] {
  if (poll === null || poll.next_at === null) return []
  const { next_at: at, tries, finding } = poll
  const detail = [
    ...(tries > 0 ? [words.tries(tries)] : []),
    ...(finding === null ? [] : [words.finding(finding.replaceAll("_", " "))]),
  ].join(" · ")
  return [{ key: "poll", at, text: words.nextPoll(provider), ...(detail === "" ? {} : { detail }) }]
}

function newestFirst(entries: readonly FutureEntry[]): readonly FutureEntry[] {
  return entries.toSorted((a, b) => b.at.localeCompare(a.at))
}
