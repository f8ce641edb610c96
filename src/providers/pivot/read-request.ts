import type { BatchCounters, PaidoutEvent, PayoutEvent } from "../../payout/event.ts"
import type { Asked, Finding } from "../api.ts"
import { shownText } from "../json-fields.ts"
import type { Told } from "../read-result.ts"
import { nameOf } from "./asked-name.ts"
import { batchKey, Problem } from "./payload.ts"
import { readBatch } from "./read-batch.ts"
import type { RequestPage } from "./read-page.ts"

/** A read of a request that ended, wherever it did. */
export interface RequestReading {
  readonly pages: readonly RequestPage[]
  /** Why it ended before the request did; null: it is whole, or nobody asked for the rest. */
  readonly stopped: Finding | null
  readonly isWhole: boolean
}

/** What the pages of a request say: the request itself, and each of its payouts. Pure. */
export function tellRequest(asked: readonly Asked[], reading: RequestReading): Told {
  const { pages, stopped, isWhole } = reading
  const last = pages.at(-1)
  if (last === undefined) return { events: [], findings: stopped ? [stopped] : [] }
  const payouts = collectPayouts(pages)
  const batches = asked.flatMap(({ subject }, index) => (subject === "batch" ? [index] : []))
  const findings: Finding[] = []
  const misread = (index: number | null, detail: string) =>
    void findings.push({ kind: "answer_misread", asked: index, detail })
  // Who asked for the request is told what is wrong with any part of it.
  const ofRequest: readonly (number | null)[] = batches.length > 0 ? batches : [null]

  const problems = last.problems.map(({ hint }) => hint)
  if (isWhole) problems.push(...totalsProblem(pages, payouts))
  for (const [reference, { problem }] of payouts) {
    if (problem !== null && !isAsked(asked, reference)) problems.push(problem)
  }
  for (const hint of problems.slice(0, PROBLEMS_MAX)) {
    for (const index of ofRequest) misread(index, hint)
  }
  for (const [index, one] of asked.entries()) {
    const isBatch = one.subject === "batch"
    const found = isBatch ? undefined : payouts.get(referenceOf(one))
    if (found?.problem) misread(index, found.problem)
    else if (stopped !== null && found === undefined) findings.push({ ...stopped, asked: index })
    else if (!isBatch && found === undefined) {
      const detail = `The request ${shownText(last.uuid)} holds no payout ${shownText(referenceOf(one))}.`
      findings.push({ kind: "not_known", asked: index, detail })
    }
  }
  // Nobody who asked was left without an answer, and yet something is wrong with it.
  if (stopped !== null && findings.length === 0) findings.push(stopped)
  const read = [...payouts.values()].flatMap(({ event }) => event ?? [])
  return { events: [...batchEvents(last), ...read], findings }
}

/** A request that answers with a thousand oddities has one. */
const PROBLEMS_MAX = 5

function batchEvents(page: RequestPage): readonly PaidoutEvent[] {
  return page.word === undefined ? [] : [readBatch(page.word, page)]
}

interface ReadPayout {
  /** Null: none that can be believed. */
  readonly event: PayoutEvent | null
  readonly problem: string | null
}

/**
 * By reference, in the order of the wire. One that comes twice and says two things says nothing:
 * which of them is newer is not on the wire.
 */
function collectPayouts(pages: readonly RequestPage[]): ReadonlyMap<string, ReadPayout> {
  const payouts = new Map<string, ReadPayout>()
  let nameless = 0
  for (const { reference, event } of pages.flatMap(({ items }) => items)) {
    // No reference begins with a control character.
    const name = reference ?? `\u0000${(nameless += 1)}`
    const before = payouts.get(name)
    if (event instanceof Problem) {
      payouts.set(name, { event: null, problem: hintOf(event, reference) })
    } else if (before === undefined || before.event?.key === event.key) {
      payouts.set(name, { event, problem: null })
    } else {
      const problem = `The payout ${shownText(name)} comes twice and says two things.`
      payouts.set(name, { event: null, problem })
    }
  }
  return payouts
}

function hintOf({ hint }: Problem, reference: string | undefined): string {
  return reference === undefined ? hint : `${hint} It is of the payout ${shownText(reference)}.`
}

/**
 * Totals that are not those of the payouts. Only where nothing moved while the pages were read, and
 * every payout was understood.
 */
function totalsProblem(
  pages: readonly RequestPage[],
  payouts: ReadonlyMap<string, ReadPayout>,
): readonly string[] {
  const told = new Set(pages.map(({ counters }) => figures(counters)))
  const counters = pages.at(-1)?.counters ?? null
  if (told.size !== 1 || counters === null) return []
  const events = [...payouts.values()].map(({ event }) => event)
  const sums = sumsOf(events, counters.currency)
  if (sums === null || figures(sums) === figures(counters)) return []
  return ["The totals of the request are not those of its payouts."]
}

function figures(counters: BatchCounters | null): string {
  return batchKey("", "", counters)
}

type Counted = "pending" | "success" | "failed" | "cancelled"

const COUNTED_AS = {
  pending: "pending",
  processing: "pending",
  paid: "success",
  failed: "failed",
  cancelled: "cancelled",
  // No word of Pivot's is read so.
  reversed: "failed",
} as const satisfies Record<PayoutEvent["status"], Counted>

function sumsOf(events: readonly (PayoutEvent | null)[], currency: string): BatchCounters | null {
  const none = () => ({ count: 0, amount: 0n })
  const sums = { pending: none(), success: none(), failed: none(), cancelled: none() }
  for (const event of events) {
    // How one that was rejected is counted is printed nowhere.
    if (event?.amount?.currency !== currency || event.reason === "declined") return null
    const sum = sums[COUNTED_AS[event.status]]
    sum.count += 1
    sum.amount += event.amount.amount
  }
  return { currency, ...sums }
}

function isAsked(asked: readonly Asked[], reference: string): boolean {
  return asked.some((one) => one.subject === "payout" && referenceOf(one) === reference)
}

function referenceOf(asked: Asked): string {
  return nameOf(asked)?.reference ?? ""
}
