import { isDatabaseTrouble } from "../../postgres/is-database-trouble.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { Asked, ReadPlan, ReadResult } from "../../providers/api.ts"
import { chargeCalls } from "../../reconcile/charge-calls.ts"
import { claimHeldEvents } from "../../reconcile/claim-held-events.ts"
import type { HeldEvent } from "../../reconcile/held-event.ts"
import { holdCalls } from "../../reconcile/hold-calls.ts"
import type { HeldSource } from "../../reconcile/list-held-sources.ts"
import { noteHeldFindings } from "../../reconcile/note-held-findings.ts"
import { postponeHeldEvents } from "../../reconcile/postpone-held-events.ts"
import { recallHeldEvents } from "../../reconcile/recall-held-events.ts"
import { reserveCalls } from "../../reconcile/reserve-calls.ts"
import {
  concludeHeld,
  stopsTheSource,
  type ConfirmContext,
  type HeldFindingOf,
} from "./conclude-held.ts"
import type { Askable, ProviderAsker, Unaskable } from "../poll/provider-asker.ts"
import { endSourceTrouble, isSourceTrouble, noteSourceTrouble } from "../poll/source-trouble.ts"

export interface ConfirmingContext extends ConfirmContext {
  readonly asker: ProviderAsker
  /** Waits so long, less where the loop is to stop: then it returns false. */
  readonly rest: (ms: number) => Promise<boolean>
}

/** Few, so that what is more urgent waits for few calls. */
const CLAIM_MAX = 5
/** For room to call; what has none by then is given back. */
const ROOM_WAIT_MS_MAX = 10_000
/** How long what waits for a source is not asked again: credentials, a server, the provider's limit. */
const UNASKABLE_MS = 60 * 60 * 1_000
const TROUBLE_MS = { min: 10_000, max: 10 * 60 * 1_000 } as const
const LIMITED_MS = 30_000

/** Asks a source's provider about some of what is held of it. Returns how much of it it took. */
export async function confirmHeld(
  context: ConfirmingContext,
  key: Pick<HeldSource, "merchantId" | "sourceId">,
): Promise<number> {
  const { pool, asker } = context
  const claimed = await claimHeldEvents(pool, key, CLAIM_MAX)
  if (claimed.length === 0) return 0
  const found = await asker.find(key)
  if (found.outcome === "unaskable") {
    const { finding: kind, detail } = found
    await standStill(context, key, { claimed, finding: { kind, detail } })
    await recallWhereMended(context, key, found)
    return 0
  }
  const heldOf = new Map(claimed.map((held) => [askedOf(held), held]))
  let left: readonly HeldEvent[] = claimed
  for (const plan of found.api.plan([...heldOf.keys()])) {
    const those = plan.asked.flatMap((asked) => heldOf.get(asked) ?? [])
    const room = await waitForRoom(context, found, plan)
    if (room !== null) {
      const detail = "The provider's limit of calls is reached."
      const postponed = { claimed: left, forMs: room, finding: "rate_limited", detail }
      await postponeHeldEvents(pool, key, postponed)
      return 0
    }
    const result = await found.client.read(plan)
    await payForCalls(context, found, { plan, result })
    const stopping = result.findings.find(({ kind }) => stopsTheSource(kind))
    if (result.events.length === 0 && stopping !== undefined) {
      await standStill(context, key, { claimed: left, finding: stopping })
      await recallWhereMended(context, key, found)
      return 0
    }
    left = left.filter((held) => !those.includes(held))
    await concludeRead(context, found, { plan, those, heldOf, result })
  }
  return claimed.length
}

/** By its id alone: what else a forged webhook names must not lead the question astray. */
function askedOf({ subject, providerId, reference, batchProviderId }: HeldEvent): Asked {
  return { subject, providerId, reference, batchProviderId, wireEvent: null }
}

/** Null: there is room. Otherwise after how many milliseconds it is worth trying again. */
async function waitForRoom(
  { pool, rest }: ConfirmingContext,
  { source, callsPerSecond }: Askable,
  { calls }: ReadPlan,
): Promise<number | null> {
  if (calls === 0) return null
  const request = { merchantId: source.merchantId, sourceId: source.id, calls, callsPerSecond }
  let waitedMs = 0
  for (;;) {
    const waitMs = await reserveCalls(pool, request)
    if (waitMs === null) return null
    waitedMs += waitMs
    if (waitedMs > ROOM_WAIT_MS_MAX || !(await rest(waitMs))) return waitMs
  }
}

/** A read may take more calls than were foreseen, and the provider may want fewer. */
async function payForCalls(
  { pool }: ConfirmingContext,
  { source, callsPerSecond }: Askable,
  { plan, result }: { readonly plan: ReadPlan; readonly result: ReadResult },
): Promise<void> {
  const key = { merchantId: source.merchantId, sourceId: source.id }
  const moreMs = (Math.max(0, result.calls - plan.calls) * 1_000) / callsPerSecond
  if (moreMs > 0) await chargeCalls(pool, { ...key, forMs: moreMs })
  const isLimited = result.findings.some(({ kind }) => kind === "rate_limited")
  const forMs = result.retryAfterMs ?? (isLimited ? LIMITED_MS : 0)
  if (forMs > 0) await holdCalls(pool, { ...key, forMs })
}

async function concludeRead(
  context: ConfirmingContext,
  { source, api }: Askable,
  read: {
    readonly plan: ReadPlan
    readonly those: readonly HeldEvent[]
    readonly heldOf: ReadonlyMap<Asked, HeldEvent>
    readonly result: ReadResult
  },
): Promise<void> {
  const { plan, those, heldOf, result } = read
  const key = { merchantId: source.merchantId, sourceId: source.id }
  const findings = new Map<string, HeldFindingOf>()
  for (const asked of plan.asked) {
    const held = heldOf.get(asked)
    const index = plan.asked.indexOf(asked)
    const finding =
      result.findings.find((each) => each.asked === index) ??
      result.findings.find((each) => each.asked === null)
    if (held === undefined || finding === undefined) continue
    findings.set(held.id, saidOf(finding, api.canAsk({ ...asked, wireEvent: held.wireEvent })))
  }
  const trouble = result.findings.find(({ kind }) => isSourceTrouble(kind))
  if (trouble === undefined) await endSourceTrouble(context.pool, key)
  else if (isSourceTrouble(trouble.kind)) {
    const { kind: finding, detail } = trouble
    await noteSourceTrouble(context.pool, key, { finding, detail })
  }
  try {
    await concludeHeld(context, {
      ...{ source, asked: those, result },
      findingOf: (id) => findings.get(id),
    })
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error
    context.log.error({ err: error, source: source.id }, "held news cannot be concluded")
    const detail = "Paidout failed on what the provider answered; its log says why."
    await noteHeldFindings(
      context.pool,
      those.map((held) => ({ ...held, finding: "answer_misread", detail, againWithinMs: null })),
    )
  }
}

/** What is of an API that cannot be asked is not unknown to the provider. */
function saidOf(finding: HeldFindingOf, canBeAsked: boolean): HeldFindingOf {
  if (canBeAsked || finding.kind !== "not_known") return finding
  return {
    kind: "cannot_be_asked",
    detail: "The provider has no call to ask for news of this kind.",
  }
}

/** Nothing of the source can be asked for: all of it waits, and nothing is lost. */
async function standStill(
  context: ConfirmingContext,
  key: Pick<HeldSource, "merchantId" | "sourceId">,
  still: { readonly claimed: readonly HeldEvent[]; readonly finding: HeldFindingOf },
): Promise<void> {
  const { kind, detail } = still.finding
  await inTransaction(context.pool, async (client) => {
    let forMs: number = UNASKABLE_MS
    if (isSourceTrouble(kind)) {
      const failingMs = await noteSourceTrouble(client, key, { finding: kind, detail })
      if (kind !== "credentials_missing") {
        forMs = Math.min(Math.max(failingMs / 2, TROUBLE_MS.min), TROUBLE_MS.max)
      }
    }
    const { claimed } = still
    await postponeHeldEvents(client, key, { claimed, forMs, finding: kind, detail })
  })
}

/** Who changed the source while it was asked with its old key recalled what this has put off since. */
async function recallWhereMended(
  { asker, pool }: ConfirmingContext,
  key: Pick<HeldSource, "merchantId" | "sourceId">,
  before: Askable | Unaskable,
): Promise<void> {
  const after = await asker.find(key)
  if (after.outcome === "unaskable") return
  const isChanged =
    before.outcome === "unaskable" || after.source.updatedAt > before.source.updatedAt
  if (isChanged) await recallHeldEvents(pool, key)
}
