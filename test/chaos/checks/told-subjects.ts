import type { SourceName, Subject, Telling } from "../model/story.ts"
import type { Expectation } from "./expectation.ts"
import type { StoredMessages } from "./check-messages.ts"
import type { HistoryRow, Outcome, SubjectRow } from "./read-outcome.ts"
import type { Violations } from "./violation.ts"

/** A subject of the model beside what the ledger has of it. */
export interface ToldSubject {
  readonly subject: Subject
  readonly row: SubjectRow
  /** What the hub was told of it, each time it was told. */
  readonly told: readonly Telling[]
  /** In the order of its ids, each with the telling that it is of; null: silence. */
  readonly history: readonly (HistoryRow & { readonly telling: Telling | null })[]
}

/**
 * Lays the model's subjects beside the ledger's rows. A subject that is missing on either side is a
 * violation, and so is a history entry that no message told, and a message that left none.
 */
export function toldSubjects(
  { sourceIds }: Expectation,
  outcome: Outcome,
  told: { readonly stored: StoredMessages; readonly violations: Violations },
): readonly ToldSubject[] {
  const { stored, violations } = told
  const rows = new Map(
    outcome.subjects.map((row) => [nameIn(row.source_id, row.kind, row.provider_id ?? ""), row]),
  )
  const subjectsOfRows = new Map<string, Subject>()
  const tellings = new Map<Subject, Telling[]>()
  const toCome = new Map<string, Telling[]>()
  for (const [messageId, webhook] of stored) {
    toCome.set(messageId, [...webhook.tellings])
    for (const telling of webhook.tellings) push(tellings, telling.subject, telling)
  }
  const histories = new Map<string, ToldSubject["history"][number][]>()
  const found: ToldSubject[] = []
  for (const [subject, each] of tellings) {
    const name = nameIn(sourceIds[subject.source], subject.kind, subject.providerId)
    const row = rows.get(name)
    rows.delete(name)
    if (row === undefined) {
      violations.add("every subject is there", `${subject.kind} ${subject.providerId} is missing`)
      continue
    }
    const history: ToldSubject["history"][number][] = []
    histories.set(row.id, history)
    subjectsOfRows.set(row.id, subject)
    found.push({ subject, row, told: each, history })
  }
  for (const row of rows.values()) {
    violations.add("no other subject", `${row.kind} ${row.provider_id} (${row.id}) is of nobody`)
  }
  for (const entry of outcome.history) {
    const subject = subjectsOfRows.get(entry.subject_id)
    const telling = takeTelling(toCome.get(entry.message_id ?? ""), subject, entry)
    if (telling === undefined) {
      violations.add("every entry was told", `${wordsOf(entry)} of ${entry.subject_id}`)
    } else histories.get(entry.subject_id)?.push({ ...entry, telling })
  }
  for (const [messageId, left] of toCome) {
    for (const { key } of left) {
      violations.add("every telling left an entry", `${key} of message ${messageId} left none`)
    }
  }
  return found
}

/** Null: silence said it. Undefined: nothing did. */
function takeTelling(
  toCome: Telling[] | undefined,
  subject: Subject | undefined,
  entry: HistoryRow,
): Telling | null | undefined {
  if (entry.via === "timer") return subject?.source.startsWith("adyen") ? null : undefined
  const at =
    toCome?.findIndex(
      (telling) => telling.subject === subject && telling.wireEvent === entry.wire_event,
    ) ?? -1
  return at < 0 ? undefined : toCome?.splice(at, 1)[0]
}

export function sourceOf({ sourceIds }: Expectation, id: string): SourceName | undefined {
  return (Object.keys(sourceIds) as SourceName[]).find((name) => sourceIds[name] === id)
}

export function wordsOf(entry: HistoryRow): string {
  const place = entry.applied ? `${entry.sequence}.` : `(${entry.refused_because})`
  return `${place} ${entry.wire_event} ${entry.previous_status ?? "new"} -> ${entry.status} via ${entry.via}`
}

/** All that is known of a subject, for a person who wonders why. */
export function describe({ subject, row, told, history }: ToldSubject): string {
  const facts = [...new Set(told.map(({ key, amount }) => `${key} ${amount ?? ""}`))]
  const stands = `${row.status} ${row.reason ?? ""} ${row.certainty ?? ""} ${row.amount ?? ""}`
  return (
    `${subject.kind} ${subject.providerId} of ${subject.source} (${row.id}) stands at ${stands}\n` +
    `    facts: ${facts.join(" | ")}\n` +
    `    history: ${history.map(wordsOf).join(" | ")}`
  )
}

function nameIn(sourceId: string, kind: string, providerId: string): string {
  return `${sourceId} ${kind} ${providerId}`
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
