import { spanText } from "../../parts/time-text.ts"
import type { Words } from "../../words/words.ts"
import type { Entry } from "./payout.ts"

const NOTED_FROM_MS = 60_000

export type Effect = "changed" | "same" | "refused" | "person"

export function effectOf(entry: Entry): Effect {
  if (!entry.applied) return "refused"
  if (entry.via === "operator") return "person"
  return entry.status === entry.previous_status ? "same" : "changed"
}

/** Why it was not applied, by what stood then; undefined where it was. */
export function refusalOf(
  entry: Entry,
  standing: Entry | undefined,
  words: Words["payouts"]["timeline"],
  statusWord: (status: string) => string,
): string | undefined {
  if (entry.refused_because === null) return undefined
  const at = standing === undefined ? words.nothing : words.number(standing.sequence ?? 0)
  const status = standing === undefined ? "" : statusWord(standing.status).toLowerCase()
  const say = words.refused[entry.refused_because]
  return say?.(at, status) ?? entry.refused_because.replaceAll("_", " ")
}

/** `arrived 3 h 12 min late`, where the provider's time and ours are more than a minute apart. */
export function delayOf(entry: Entry, words: Words["payouts"]["timeline"]): string | undefined {
  if (entry.occurred_at === null) return undefined
  const ms = new Date(entry.recorded_at).getTime() - new Date(entry.occurred_at).getTime()
  if (Math.abs(ms) <= NOTED_FROM_MS) return undefined
  return ms > 0 ? words.late(spanText(ms)) : words.early(spanText(-ms))
}

/** An operator's reason: what his note says after who he is. */
export function reasonOf({ actor, note }: Entry): string | null {
  if (actor === null || note === null) return note
  const reason = note.slice(note.indexOf(actor) + actor.length).replace(/^:\s*/, "")
  return reason === "" ? null : reason
}
