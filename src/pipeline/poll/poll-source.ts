import { findAsked } from "../../ledger/find-asked.ts"
import type { Asked, ReadPlan, ReadResult } from "../../providers/api.ts"
import { chargeCalls } from "../../reconcile/charge-calls.ts"
import { clearPolls } from "../../reconcile/clear-polls.ts"
import { countSourcePolls } from "../../reconcile/count-source-polls.ts"
import { endPolls } from "../../reconcile/end-polls.ts"
import { holdCalls } from "../../reconcile/hold-calls.ts"
import { listDuePolls, type DuePoll } from "../../reconcile/list-due-polls.ts"
import { claimPlan, type ClaimedRead } from "./claim-plan.ts"
import { troubleOf } from "./judge-reading.ts"
import type { PollContext } from "./poll-context.ts"
import type { Askable, Unaskable } from "./provider-asker.ts"
import { recordAnswer } from "./record-answer.ts"
import { isSourceTrouble, noteSourceTrouble } from "./source-trouble.ts"

/** What one source's turn came to. */
export type Turn =
  /** `more`: it had its turn, and there is more to ask. */
  | { readonly outcome: "done" | "more" }
  /** There is room for its next call after so long. */
  | { readonly outcome: "no_room"; readonly waitMs: number }
  /** Its API cannot be asked, or gives nothing that helps. */
  | { readonly outcome: "trouble" }

/** So that the payouts of a large bulk payout are read together. */
const DUE_MAX = 1_000
/** Reads of one source side by side. */
const READS_MAX = 8
/** A turn ends after so long, so that others have theirs. */
const TURN_MS = 3_000
/** Room that comes so soon is waited for. */
const WAIT_MS_MAX = 500
const COUNT_MAX = 10_000
/** When the provider wants fewer calls and does not say how few. */
const HOLD_MS = 10_000
const HOLD_MS_MAX = 60 * 60 * 1_000

/** One turn of one source: asks for what is due, as fast as its provider allows. */
export async function pollSource(
  context: PollContext,
  key: { readonly merchantId: string; readonly sourceId: string },
  turn: { readonly isStopped: () => boolean; readonly isAbandoned: () => boolean },
): Promise<Turn> {
  const endsAtMs = performance.now() + TURN_MS
  const askable = await context.asker.find(key)
  if (askable.outcome === "unaskable") {
    await noteUnaskable(context, key, askable)
    return { outcome: "trouble" }
  }
  const due = await context.gate(() => listDuePolls(context.pool, { ...key, limit: DUE_MAX }))
  if (due.length === 0) return { outcome: "done" }
  const polls = await nameThem(context, askable, due)
  const reading = new Set<Promise<boolean>>()
  let isTroubled = false
  const over = () => turn.isStopped() || isTroubled || performance.now() >= endsAtMs
  const outcome = await goThrough(plansOf(askable, polls), async (plan): Promise<Turn | null> => {
    while (reading.size >= READS_MAX) await Promise.race(reading)
    for (;;) {
      if (over()) return { outcome: "more" }
      const claim = await context.gate(() => claimPlan(context, askable, { plan, polls }))
      if (claim.outcome === "taken") return null
      if (claim.outcome === "no_room") {
        if (claim.waitMs > WAIT_MS_MAX) return claim
        await new Promise((resolve) => setTimeout(resolve, claim.waitMs))
        continue
      }
      const isQuiet = plan.asked.every((asked) => polls.get(asked)?.isQuiet === true)
      const asking = askAll(context, askable, claim.reads, { isQuiet, turn }).then(
        (wasTroubled) => {
          isTroubled ||= wasTroubled
          return wasTroubled
        },
      )
      const tracked = asking.finally(() => reading.delete(tracked))
      // Awaited below; until then a failure must not end the process.
      tracked.catch(() => {})
      reading.add(tracked)
      return null
    }
  })
  const failed = (await Promise.allSettled(reading)).find(({ status }) => status === "rejected")
  if (failed?.status === "rejected") throw failed.reason
  if (isTroubled) return { outcome: "trouble" }
  return outcome ?? { outcome: due.length === DUE_MAX ? "more" : "done" }
}

/** One after another until one says how the turn ends. */
async function goThrough(
  plans: readonly ReadPlan[],
  ask: (plan: ReadPlan) => Promise<Turn | null>,
): Promise<Turn | null> {
  for (const plan of plans) {
    const ended = await ask(plan)
    if (ended !== null) return ended
  }
  return null
}

/** By the names that the ledger has of them. What is gone, and what nobody can ask for, is ended. */
async function nameThem(
  { pool, gate }: PollContext,
  { source, api }: Askable,
  due: readonly DuePoll[],
): Promise<ReadonlyMap<Asked, DuePoll>> {
  const { merchantId } = source
  const known = new Map(
    (await gate(() => findAsked(pool, due))).map((each) => [each.subjectId, each]),
  )
  const polls = new Map<Asked, DuePoll>()
  const unaskable: string[] = []
  for (const poll of due) {
    const asked = known.get(poll.subjectId)
    if (asked === undefined) continue
    if (api.canAsk(asked)) polls.set(asked, poll)
    else unaskable.push(poll.subjectId)
  }
  const gone = due.filter(({ subjectId }) => !known.has(subjectId))
  if (gone.length > 0) await clearPolls(pool, gone)
  if (unaskable.length > 0) {
    const detail = "Its provider has no call to ask for it."
    const why = { finding: "cannot_be_asked", detail }
    await endPolls(pool, { merchantId, subjectIds: unaskable }, why)
  }
  return polls
}

/** What is urgent first; what is imported apart, since what is found of it is not delivered. */
function plansOf({ api }: Askable, polls: ReadonlyMap<Asked, DuePoll>): readonly ReadPlan[] {
  const asked = [...polls.keys()]
  const isQuiet = (each: Asked) => polls.get(each)?.isQuiet === true
  const isSoon = (plan: ReadPlan) =>
    plan.asked.some((each) => polls.get(each)?.urgency === "soon") ? 0 : 1
  const [loud, quiet] = [asked.filter((each) => !isQuiet(each)), asked.filter(isQuiet)]
  return [loud, quiet]
    .flatMap((those) => (those.length === 0 ? [] : api.plan(those)))
    .toSorted((a, b) => isSoon(a) - isSoon(b))
}

/** Returns whether the source is in trouble. */
async function askAll(
  context: PollContext,
  askable: Askable,
  reads: readonly ClaimedRead[],
  options: { readonly isQuiet: boolean; readonly turn: { readonly isAbandoned: () => boolean } },
): Promise<boolean> {
  const { source, api, callsPerSecond } = askable
  const { provider, merchantId, id: sourceId } = source
  for (const read of reads) {
    const begunMs = performance.now()
    const result = await readSafely(context, askable, read)
    // What comes after the end was ended by us: it says nothing of the provider.
    if (options.turn.isAbandoned()) return false
    context.metrics.pollSeconds.observe({ provider }, (performance.now() - begunMs) / 1_000)
    const further = result.calls - read.calls
    if (further > 0) {
      const forMs = (further * 1_000) / callsPerSecond
      await chargeCalls(context.pool, { merchantId, sourceId, forMs })
    }
    const isLimited = result.findings.some(({ kind }) => kind === "rate_limited")
    if (result.retryAfterMs !== null || isLimited) {
      const forMs = Math.min(Math.max(result.retryAfterMs ?? HOLD_MS, 1), HOLD_MS_MAX)
      await holdCalls(context.pool, { merchantId, sourceId, forMs })
    }
    const { schedule } = api
    await recordAnswer(context, { source, schedule, read, result, isQuiet: options.isQuiet })
    const trouble = troubleOf(result)
    if (trouble !== null && trouble !== "works") return true
  }
  return false
}

/** A client never throws; should one, that is a finding for a person, and a line for us. */
async function readSafely(
  context: PollContext,
  { client, source }: Askable,
  { plan }: ClaimedRead,
): Promise<ReadResult> {
  try {
    return await client.read(plan)
  } catch (error) {
    context.log.error(
      { err: error, source: source.id, call: plan.call },
      "a provider's client failed",
    )
    const detail = "Paidout failed on what the provider answered; its log says why."
    const findings = [{ kind: "answer_misread" as const, asked: null, detail }]
    return { calls: plan.calls, events: [], answers: [], findings, retryAfterMs: null }
  }
}

/** Its polls stay due: they are asked for when it can be asked again. */
async function noteUnaskable(
  context: PollContext,
  key: { readonly merchantId: string; readonly sourceId: string },
  { finding, detail }: Unaskable,
): Promise<void> {
  if (!isSourceTrouble(finding)) return
  const { pool } = context
  const waiting = await countSourcePolls(pool, { ...key, countMax: COUNT_MAX })
  await noteSourceTrouble(pool, key, { finding, detail, more: { waiting } })
}
