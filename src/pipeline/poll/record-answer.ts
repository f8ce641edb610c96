import { findClock } from "../../mail/find-clock.ts"
import type { Source } from "../../merchants/source.ts"
import type { BatchEvent } from "../../payout/event.ts"
import { subjectOf } from "../../payout/canonical.ts"
import { isDatabaseTrouble } from "../../postgres/is-database-trouble.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { PollSchedule, ReadResult } from "../../providers/api.ts"
import { clearEndedPolls } from "../../reconcile/clear-ended-polls.ts"
import { noteAnswers, type AnsweredPoll } from "../../reconcile/note-answers.ts"
import { restorePolls } from "../../reconcile/restore-polls.ts"
import { checkBatches } from "./check-batches.ts"
import type { ClaimedRead } from "./claim-plan.ts"
import { findingsOfAsked, isBlameless, troubleOf } from "./judge-reading.ts"
import type { PollContext } from "./poll-context.ts"
import { endSourceTrouble, noteSourceTrouble } from "./source-trouble.ts"
import { tellReading } from "./tell-reading.ts"
import type { Told } from "../tell-events.ts"

export interface Answer {
  readonly source: Source
  readonly schedule: PollSchedule
  readonly read: ClaimedRead
  readonly result: ReadResult
  readonly isQuiet: boolean
}

/** An answer in hand is worth some tries: a deadlock, a connection that was lost. */
const TRIES_MAX = 3
const MISREAD = "Paidout failed on what the provider answered of it; its log says why."

/**
 * What a provider answered goes to the ledger and to the polls in one transaction: who dies before it
 * has asked in vain, and nothing else. An event that fails alone is left out, the others go on.
 */
export async function recordAnswer(context: PollContext, answer: Answer): Promise<void> {
  try {
    await recordWhole(context, answer)
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error
    context.log.error({ err: error, source: answer.source.id }, "an answer is recorded in parts")
    const failed = await recordEvents(context, answer)
    await recordWhole(context, withoutEvents(answer, failed))
  }
}

async function recordWhole(context: PollContext, answer: Answer): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await context.gate(() => recordOnce(context, answer))
    } catch (error) {
      if (tries === TRIES_MAX || !isDatabaseTrouble(error)) throw error
    }
  }
}

async function recordOnce(context: PollContext, answer: Answer): Promise<void> {
  const { source, schedule, read, result, isQuiet } = answer
  const { merchantId, id: sourceId } = source
  const findings = findingsOfAsked(read.plan, result)
  const told = await inTransaction(context.pool, async (client, later) => {
    const now = (await findClock(client)).now.toISOString()
    const disagreeing = await checkBatches(client, batchesOf(answer), result)
    const outcome = await tellReading(client, { source, result, now, later, isQuiet }, context)
    const polls = read.polls.map((poll, index): AnsweredPoll => {
      const finding =
        findings[index] ??
        (disagreeing.has(poll.subjectId) ? MISMATCH : heldFinding(outcome, poll.subjectId))
      return {
        ...poll,
        finding: finding?.kind ?? null,
        // The database takes any character but this one.
        detail: finding?.detail.replaceAll("\u0000", "") ?? null,
        isAgain: finding !== null && isBlameless(finding.kind),
        isChanged: isChanged(outcome, poll.subjectId),
      }
    })
    const subjectIds = polls.flatMap(({ finding, subjectId }) =>
      finding === null ? subjectId : [],
    )
    later(() => noteAnswers(client, { merchantId, polls }, schedule.firstMs))
    if (subjectIds.length > 0) later(() => clearEndedPolls(client, { merchantId, subjectIds }))
    const restored = [...disagreeing].map((subjectId) => ({
      ...{ merchantId, subject: "batch" as const, subjectId, sourceId, isQuiet },
      ...timesAfter(now, schedule),
    }))
    if (restored.length > 0) {
      const { kind: finding, detail } = MISMATCH
      later(() => restorePolls(client, restored, { finding, detail }))
    }
    const trouble = troubleOf(result)
    if (trouble === "works") await endSourceTrouble(client, { merchantId, sourceId })
    else if (trouble !== null) await noteSourceTrouble(client, { merchantId, sourceId }, trouble)
    return outcome
  })
  if (told.queued > 0) context.onDeliveriesQueued()
  const { provider } = source
  for (const [index, { subjectId }] of read.polls.entries()) {
    const finding = findings[index]?.kind
    const outcome = isChanged(told, subjectId) ? "changed" : (finding ?? "unchanged")
    context.metrics.polls.inc({ provider, outcome })
  }
}

function timesAfter(now: string, { firstMs, stuckAfterMs }: PollSchedule) {
  const since = new Date(now)
  const after = (ms: number) => new Date(since.getTime() + ms)
  return { since, dueAt: after(firstMs), stuckAt: after(stuckAfterMs) }
}

function isChanged({ changes }: Told, subjectId: string): boolean {
  return changes.some((change) => subjectOf(change).id === subjectId)
}

const MISMATCH = {
  kind: "batch_mismatch",
  detail: "What the batch counts is not what its payouts come to.",
} as const

const HELD = {
  amount_mismatch: "The provider names another amount than the ledger has.",
  currency_mismatch: "The provider names another currency than the ledger has.",
} as const

/** It was answered, and the answer was held. */
function heldFinding({ entries }: Told, subjectId: string) {
  for (const { subjectId: about, refusedBecause } of entries) {
    if (about !== subjectId) continue
    if (refusedBecause === "amount_mismatch" || refusedBecause === "currency_mismatch") {
      return { kind: "amount_mismatch", detail: HELD[refusedBecause] } as const
    }
  }
  return null
}

/** Of those that were asked for, what the answer says of each. */
function batchesOf({ source, read, result }: Answer) {
  const { merchantId, id: sourceId } = source
  return read.plan.asked.flatMap((asked, index) => {
    if (asked.subject !== "batch") return []
    const subjectId = read.polls[index]?.subjectId
    const event = result.events.find(
      (each): each is BatchEvent =>
        each.subject === "batch" && each.providerId === asked.providerId,
    )
    return subjectId && event ? [{ merchantId, sourceId, subjectId, event }] : []
  })
}

/** Halves what fails until the events that fail alone are found; returns those. */
async function recordEvents(
  context: PollContext,
  answer: Answer,
): Promise<ReadonlySet<ReadResult["events"][number]>> {
  const { source, result, isQuiet } = answer
  const failed = new Set<ReadResult["events"][number]>()

  async function record(events: ReadResult["events"]): Promise<void> {
    if (events.length === 0) return
    try {
      const told = await context.gate(() =>
        inTransaction(context.pool, async (client, later) => {
          const now = (await findClock(client)).now.toISOString()
          const part = { ...result, events }
          return tellReading(client, { source, result: part, now, later, isQuiet }, context)
        }),
      )
      if (told.queued > 0) context.onDeliveriesQueued()
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error
      const [first] = events
      if (events.length === 1 && first !== undefined) {
        context.log.error({ err: error, source: source.id }, "what a provider answered is left out")
        failed.add(first)
        return
      }
      const middle = events.length >> 1
      await record(events.slice(0, middle))
      await record(events.slice(middle))
    }
  }

  await record(result.events)
  return failed
}

function withoutEvents(answer: Answer, failed: ReadonlySet<ReadResult["events"][number]>): Answer {
  const { result } = answer
  const events = result.events.filter((event) => !failed.has(event))
  const left = { ...result, events }
  const open = findingsOfAsked(answer.read.plan, left)
  const before = findingsOfAsked(answer.read.plan, result)
  const findings = open.flatMap((finding, asked) =>
    finding !== null && before[asked] === null
      ? [{ kind: "answer_misread" as const, asked, detail: MISREAD }]
      : [],
  )
  return { ...answer, result: { ...left, findings: [...result.findings, ...findings] } }
}
