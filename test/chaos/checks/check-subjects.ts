import {
  expectedCounters,
  expectedStanding,
  PRESUMED_PAID,
  silenceMeansPaid,
} from "../model/expected-standing.ts"
import type { Telling } from "../model/story.ts"
import type { Expectation } from "./expectation.ts"
import { describe, type ToldSubject } from "./told-subjects.ts"
import type { Violations } from "./violation.ts"

/** Each payout, batch and payment stands where its facts put it, and came there on a legal path. */
export function checkSubjects(
  expectation: Expectation,
  subjects: readonly ToldSubject[],
  violations: Violations,
): void {
  for (const told of subjects) {
    const add = (check: string, why: string) => {
      violations.add(check, `${why}: ${describe(told)}`)
    }
    checkFactsOnce(told, add)
    checkPath(told, expectation, add)
    checkStanding(told, expectation, add)
    if (told.subject.kind === "batch") checkCounters(told, add)
    if (told.subject.kind === "payment") checkCharges(told, add)
  }
  checkItems(subjects, violations)
}

type Add = (check: string, why: string) => void

/** Facts of another amount than the first one's are held: they count for nothing. */
export function countedTellings({ told, row }: ToldSubject): readonly Telling[] {
  return told.filter(({ amount }) => amount === null || amount === row.amount)
}

function checkFactsOnce({ history, told }: ToldSubject, add: Add): void {
  const news = new Map<string, number>()
  for (const { telling, refused_because: because } of history) {
    if (telling === null) continue
    news.set(telling.key, (news.get(telling.key) ?? 0) + (because === "duplicate" ? 0 : 1))
  }
  for (const { key } of told) {
    const count = news.get(key)
    if (count === undefined) add("every fact is in the history", `${key} is missing`)
    else if (count > 1) add("every fact counts once", `${key} was news ${count} times`)
  }
}

function checkPath(told: ToldSubject, { hasShiftedClocks }: Expectation, add: Add): void {
  const applied = told.history.filter((entry) => entry.applied)
  const bySequence = applied.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
  if (bySequence.some(({ sequence }, at) => sequence !== at + 1)) {
    add("sequences are 1 to n", `they are ${bySequence.map(({ sequence }) => sequence).join(" ")}`)
  }
  if (told.row.sequence !== applied.length) {
    add("sequences are 1 to n", `it stands at ${told.row.sequence} after ${applied.length} entries`)
  }
  // Ids are made by each hub's own clock, under the lock.
  if (!hasShiftedClocks && applied.some(({ sequence }, at) => sequence !== at + 1)) {
    add("a history's ids ascend", "they do not ascend in the order applied")
  }
  const facts: Telling[] = []
  let presumed = false
  let previous: string | null = null
  for (const entry of bySequence) {
    if (entry.previous_status !== previous) {
      add("the path is whole", `entry ${entry.sequence} does not begin where the last one ended`)
    }
    previous = entry.status
    if (entry.telling === null) presumed = true
    else facts.push(entry.telling)
    const expected = expectedStanding(facts, presumed ? [PRESUMED_PAID] : [])
    if (statusIn(told, expected?.status) !== entry.status) {
      add("the path is legal", `entry ${entry.sequence} cannot lead to ${entry.status}`)
    }
  }
}

function checkStanding(told: ToldSubject, expectation: Expectation, add: Add): void {
  const { row, subject, history } = told
  const tellings = countedTellings(told)
  const wasPresumed = history.some(({ telling }) => telling === null)
  const bare = expectedStanding(tellings)
  if (bare === undefined) return add("every fact counts", "none of its facts has its amount")
  const last = history
    .filter(({ applied, telling }) => applied && telling !== null)
    .reduce<(typeof history)[number] | undefined>(
      (latest, each) => ((each.sequence ?? 0) > (latest?.sequence ?? 0) ? each : latest),
      undefined,
    )
  const silent = subject.kind === "payout" && silenceMeansPaid(bare, last?.wire_event ?? "")
  const isProvider = subject.source.startsWith("adyen")
  if (wasPresumed && !isProvider) add("only silence is presumed", "its provider is never silent")
  // A refused webhook may be the reversal: then nothing is presumed until somebody looked.
  const mustBePresumed = silent && isProvider && subject.source !== "adyen_doubted"
  if (mustBePresumed && expectation.silenceIsOver && !wasPresumed) {
    add("silence is presumed in the end", "it was not")
  }
  const expected = expectedStanding(tellings, wasPresumed ? [PRESUMED_PAID] : []) ?? bare
  const status = statusIn(told, expected.status)
  if (row.status !== status) add("it stands where its facts say", `it should be ${status}`)
  if (subject.kind === "payment") return
  if (row.reason !== expected.reason) {
    add("it stands where its facts say", `the reason should be ${expected.reason}`)
  }
  if (subject.kind === "batch") return
  if (row.certainty !== expected.certainty) {
    add("it stands where its facts say", `it should be ${expected.certainty}`)
  }
  if (!expected.failures.some((failure) => (failure?.code ?? null) === row.failure_code)) {
    add("it failed for what its facts say", `and not for ${row.failure_code}`)
  }
}

/** A batch is done where a payout is paid. */
function statusIn({ subject }: ToldSubject, status: string | undefined): string | undefined {
  return subject.kind === "batch" && status === "paid" ? "done" : status
}

function checkCounters(told: ToldSubject, add: Add): void {
  const counters = expectedCounters(told.told)
  const expected = counters?.map(([count, amount]) => `${count}/${amount}`).join(" ") ?? null
  if (told.row.counters !== expected) {
    add("counters are the furthest", `${told.row.counters} should be ${expected}`)
  }
}

function checkCharges(told: ToldSubject, add: Add): void {
  const paid = new Set(countedTellings(told).flatMap(({ paidCharge }) => paidCharge ?? []))
  const news = told.history.filter(({ type }) => type === "payment.charge_paid")
  const charges = new Set(news.flatMap((entry) => entry.paid_charge ?? []))
  if (news.length !== paid.size || [...paid].some((charge) => !charges.has(charge))) {
    add("a paid charge is news once", `${paid.size} were paid and ${news.length} told`)
  }
}

/** Where every payout of a batch is known and its last counters say that none is left, they agree. */
function checkItems(subjects: readonly ToldSubject[], violations: Violations): void {
  const items = new Map<string, ToldSubject[]>()
  for (const told of subjects) {
    const { batch_id: batchId } = told.row
    if (batchId === null) continue
    items.set(batchId, [...(items.get(batchId) ?? []), told])
  }
  for (const told of subjects) {
    if (told.subject.kind !== "batch" || told.row.status !== "done") continue
    const [pending, success, failed] = (told.row.counters ?? "")
      .split(" ")
      .map((counter) => Number.parseInt(counter, 10))
    const of = items.get(told.row.id) ?? []
    const count = (status: string) => of.filter(({ row }) => row.status === status).length
    if (pending !== 0 || of.length !== (success ?? 0) + (failed ?? 0)) continue
    if (count("paid") !== success || count("failed") !== failed) {
      const why = `${count("paid")} are paid, ${count("failed")} failed`
      violations.add("counters are the payouts'", `${why}: ${describe(told)}`)
    }
  }
}
