import { findClock } from "../../mail/find-clock.ts"
import type { Source } from "../../merchants/source.ts"
import type { Log } from "../../log.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Metrics } from "../../metrics.ts"
import { bareClaim, judgeClaim, type ClaimJudgement } from "../../payout/claim.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction, type Later } from "../../postgres/transaction.ts"
import type { FindingKind, ReadResult } from "../../providers/api.ts"
import { deleteHeldEvents } from "../../reconcile/delete-held-events.ts"
import type { HeldEvent } from "../../reconcile/held-event.ts"
import { lockHeldEvents } from "../../reconcile/lock-held-events.ts"
import { noteHeldFindings } from "../../reconcile/note-held-findings.ts"
import { applyHeld } from "./apply-held.ts"
import { decodeHeld, type OpenedHeld } from "./decode-held.ts"
import { refuseHeld, tellOfWaiting, type Unbelieved } from "./refuse-held.ts"
import { isSourceTrouble } from "../poll/source-trouble.ts"
import { isOfSource, tellReading } from "../poll/tell-reading.ts"
import { countEntries } from "../count-entries.ts"

export interface ConfirmContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  readonly log: Log
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
}

export interface HeldFindingOf {
  readonly kind: FindingKind
  readonly detail: string
}

/** Why it still waits. */
type WaitingFinding = FindingKind | "not_final"

/** Held for so long a person is told, and for so long it is given up. */
const TOLD_AFTER_MS = 10 * 60 * 1_000
const GIVEN_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1_000
/** What a server's failure kept from being answered is asked again so soon at the latest. */
const FAILED_AGAIN_MS = 10 * 60 * 1_000

/** The provider's own word that there is nothing final; all else is no word of it. */
const ANSWERED: ReadonlySet<string> = new Set([
  "not_final",
  "not_known",
  "not_ready",
  "request_refused",
])

/**
 * In ONE transaction: what the provider's API said is applied, as the read that it is, and what was
 * held is confirmed, refused or waits on by it; also what was held of other names that it told of.
 */
export async function concludeHeld(
  context: ConfirmContext,
  reading: {
    readonly source: Source
    readonly asked: readonly HeldEvent[]
    readonly result: ReadResult
    /** What is known of each that was asked for and not told of. */
    readonly findingOf: (heldId: string) => HeldFindingOf | undefined
  },
): Promise<void> {
  const { keyring, metrics } = context
  const { source, asked, result } = reading
  const key = { merchantId: source.merchantId, sourceId: source.id }
  const concluded = await inTransaction(context.pool, async (client, later) => {
    const { now: nowDate } = await findClock(client)
    const now = nowDate.toISOString()
    const events = result.events.filter((event) => isOfSource(event, source))
    const locked = await lockHeldEvents(client, key, { asked, others: events })
    // What is applied next reads what the read has changed.
    const flushed = collectWrites()
    const read = await tellReading(client, { source, result, now, later: flushed.later }, context)
    await flushed.write()

    const opened = await decodeHeld(client, locked, { source, keyring })
    const judged = opened.map((each) => ({ ...each, judgement: judge(each, events) }))
    const having = (wanted: ClaimJudgement) =>
      judged.filter(({ judgement }) => judgement === wanted)
    const confirmed = having("confirmed").map((each) => ({
      ...each,
      event: each.event && bareClaim(each.event, events),
    }))
    const contradicted = having("contradicted").map((each) => ({
      ...each,
      why: `The provider's API says ${statusRead(each, events)}.`,
    }))
    const open = having("open").map((each) => {
      const found = whyOpen(each, reading, statusRead(each, events))
      return { ...each, ...found, isGivenUp: isGivenUp(each, found.finding, nowDate) }
    })
    const givenUp = open.filter((each) => each.isGivenUp)
    const waiting = open.filter((each) => !each.isGivenUp)

    const held = await applyHeld(client, confirmed, { source, keyring, now, later: flushed.later })
    await flushed.write()
    const refused = await refuseHeld(client, [...contradicted, ...givenUp], { now, later })
    // Of an API that fails the item of its source tells.
    const late = waiting.filter(
      (each) => !isFailure(each.finding) && ageMs(each, nowDate) >= TOLD_AFTER_MS,
    )
    if (late.length > 0) await tellOfWaiting(client, late)
    await noteHeldFindings(
      client,
      waiting.map(({ held: one, finding, why }) => ({
        ...one,
        ...{ finding, detail: why },
        againWithinMs: isFailure(finding) ? FAILED_AGAIN_MS : null,
      })),
    )
    const ended = [...confirmed, ...contradicted, ...givenUp].map((each) => each.held)
    await deleteHeldEvents(client, ended)
    return {
      queued: read.queued + held.queued,
      entries: [...held.entries, ...refused],
      counts: { confirmed, contradicted, given_up: givenUp },
    }
  })
  if (concluded.queued > 0) context.onDeliveriesQueued()
  for (const [outcome, those] of Object.entries(concluded.counts)) {
    metrics.confirmations.inc({ outcome }, those.length)
  }
  countEntries(metrics, concluded.entries)
}

/** Writes that can be made before the end of the transaction. */
function collectWrites(): { readonly later: Later; write(): Promise<void> } {
  const writes: (() => Promise<unknown>)[] = []
  return {
    later: (write) => void writes.push(write),
    async write() {
      for (const write of writes.splice(0)) await write()
    },
  }
}

/** Without its body nothing more is known of it than that it claims a final word. */
function judge({ held, event }: OpenedHeld, read: ReadResult["events"]): ClaimJudgement {
  if (event !== null) return judgeClaim(event, read)
  const said = read.find((each) => isAbout(held, each))
  return said?.status === held.status ? "confirmed" : "open"
}

function statusRead({ held }: OpenedHeld, read: ReadResult["events"]): string | undefined {
  return read.find((event) => isAbout(held, event))?.status
}

function isAbout(held: OpenedHeld["held"], event: ReadResult["events"][number]): boolean {
  return event.subject === held.subject && event.providerId === held.providerId
}

function whyOpen(
  { held }: OpenedHeld,
  { findingOf }: { readonly findingOf: (id: string) => HeldFindingOf | undefined },
  status: string | undefined,
): Pick<Unbelieved, "why"> & { readonly finding: WaitingFinding } {
  if (status !== undefined) {
    return { finding: "not_final", why: `The provider's API says ${status}.` }
  }
  const found = findingOf(held.id)
  if (found !== undefined) return { finding: found.kind, why: found.detail }
  return { finding: "answered_another", why: "The provider's API told nothing of it." }
}

/**
 * Only on the provider's own word, said twice running: after days in which it could not be asked,
 * the first answer may be as late as the webhook was early.
 */
function isGivenUp({ held }: OpenedHeld, finding: WaitingFinding, now: Date): boolean {
  const isSaidAgain = ANSWERED.has(finding) && ANSWERED.has(held.finding ?? "")
  return isSaidAgain && ageMs({ held }, now) >= GIVEN_UP_AFTER_MS
}

function isFailure(finding: WaitingFinding): boolean {
  if (finding === "not_final") return false
  return finding === "rate_limited" || isSourceTrouble(finding)
}

function ageMs({ held }: Pick<OpenedHeld, "held">, now: Date): number {
  return now.getTime() - held.heldAt.getTime()
}

/** Does this keep the whole source from being asked, and not only this one question? */
export function stopsTheSource(finding: FindingKind): boolean {
  return STOPPING.has(finding)
}

const STOPPING: ReadonlySet<FindingKind> = new Set([
  "credentials_missing",
  "credentials_refused",
  "unreachable",
])
