import { setTimeout as sleep } from "node:timers/promises"
import { CommandFailure, EXIT } from "../exit.ts"
import type { HubClient } from "../hub-client.ts"
import { barText, type StatusLine } from "../status-line.ts"
import type { Terminal } from "../terminal.ts"
import type { ReadyAccount } from "./demo-accounts.ts"
import { movementText, readLedger, type LedgerSubject } from "./demo-ledger.ts"
import type { DemoNames, DemoPayout, DemoProvider } from "./demo-provider.ts"
import type { DemoReceiver, ReceivedEvent } from "./demo-receiver.ts"
import { lineText, type LineKind } from "./demo-text.ts"
import { providerCall } from "./provider-call.ts"

const LOOK_EVERY_MS = 150
const WAIT_MS = 40_000

export interface Stage {
  readonly terminal: Terminal
  readonly hub: HubClient
  readonly receiver: DemoReceiver
  readonly status: StatusLine
  /** Throws once the user has had enough. */
  demandGoingOn(): void
}

/** A payout on its way through provider, ledger and endpoint. */
interface Watched {
  readonly number: number
  readonly payout: DemoPayout
  readonly names: DemoNames
  /** Lines of each history told so far. */
  told: { payout: number; batch: number }
  ledger: LedgerSubject | undefined
  batch: LedgerSubject | undefined
  intervened: boolean
  /** What the endpoint was told: `payout.paid`. */
  heard: Set<string>
}

/**
 * Makes a provider's payouts and shows what becomes of each, until all have ended as they must and
 * the endpoint was told so.
 * @throws CommandFailure where something does not come
 */
export async function playProvider(
  stage: Stage,
  account: ReadyAccount,
  how: { readonly provider: DemoProvider; readonly payouts: readonly DemoPayout[] },
): Promise<void> {
  const { provider, payouts } = how
  const { terminal, hub, status, receiver } = stage
  const startedMs = performance.now()
  const tell = (number: number, kind: LineKind, said: string) => {
    const sinceMs = performance.now() - startedMs
    status.write(lineText(terminal, { sinceMs, number, kind, said }))
  }
  const stagedAt = { title: provider.title, accountId: account.id }
  const watched: Watched[] = []
  for (const [index, payout] of payouts.entries()) {
    stage.demandGoingOn()
    const number = index + 1
    const call = providerCall(account.base_url, (said) => tell(number, "call", said))
    watched.push(newlyWatched(number, payout, await payout.begin(call)))
  }
  const events: ReceivedEvent[] = []
  while (!watched.every(isThrough)) {
    stage.demandGoingOn()
    status.show(progressText(watched, performance.now() - startedMs))
    for (const one of watched) {
      await look(hub, account, { one, tell })
      await intervene(hub, account, { one, tell })
    }
    events.push(...receiver.take())
    events.splice(0, events.length, ...events.filter((event) => !hear(watched, event, tell)))
    const isOver = performance.now() - startedMs > WAIT_MS
    const late = watched.filter((one) => isElsewhere(one) || (isOver && !isThrough(one)))
    if (late.length > 0) throw missing(stagedAt, late)
    await sleep(LOOK_EVERY_MS)
  }
  status.clear()
}

type Tell = (number: number, kind: LineKind, said: string) => void

function newlyWatched(number: number, payout: DemoPayout, names: DemoNames): Watched {
  return {
    number,
    payout,
    names,
    told: { payout: 0, batch: 0 },
    ledger: undefined,
    batch: undefined,
    intervened: false,
    heard: new Set(),
  }
}

function isThrough({ payout, ledger, heard }: Watched): boolean {
  return ledger?.status === payout.ending && heard.has(`payout.${payout.ending}`)
}

/** It has ended otherwise, and nothing more will come. */
function isElsewhere({ payout, ledger }: Watched): boolean {
  return (
    (ledger?.status === "failed" || ledger?.status === "cancelled") &&
    ledger.status !== payout.ending
  )
}

/** Tells of what is new in the ledger. */
async function look(
  hub: HubClient,
  { source_id: sourceId }: ReadyAccount,
  { one, tell }: { readonly one: Watched; readonly tell: Tell },
): Promise<void> {
  const { providerId, batchId } = one.names
  if (batchId !== undefined) {
    one.batch = await readLedger(hub, "/v1/batches", { providerId: batchId, sourceId })
    one.told.batch = tellHistory(one.batch, one.told.batch, (kind, said) =>
      tell(one.number, kind, kind === "ledger" ? `its request: ${said}` : said),
    )
  }
  one.ledger = await readLedger(hub, "/v1/payouts", { providerId, sourceId })
  one.told.payout = tellHistory(one.ledger, one.told.payout, (kind, said) =>
    tell(one.number, kind, said),
  )
}

function tellHistory(
  subject: LedgerSubject | undefined,
  told: number,
  tell: (kind: LineKind, said: string) => void,
): number {
  if (subject === undefined) return told
  for (const entry of subject.history.slice(told)) {
    if (entry.via === "webhook") tell("webhook", entry.wire_event)
    tell("ledger", movementText(entry, subject.failure))
  }
  return subject.history.length
}

async function intervene(
  hub: HubClient,
  account: ReadyAccount,
  { one, tell }: { readonly one: Watched; readonly tell: Tell },
): Promise<void> {
  const { intervention } = one.payout
  if (intervention === undefined || one.intervened) return
  if (![one.ledger?.status, one.batch?.status].includes(intervention.at)) return
  one.intervened = true
  tell(one.number, "person", intervention.text)
  const route = `/v1/sandbox/accounts/${encodeURIComponent(account.id)}/actions`
  await hub.post(`${route}/${intervention.action}`, { args: intervention.args(one.names) })
}

/** Tells of what the endpoint was sent, behind the ledger's word for it; false: not yet. */
function hear(watched: readonly Watched[], event: ReceivedEvent, tell: Tell): boolean {
  const one = watched.find(({ ledger, batch }) => [ledger?.id, batch?.id].includes(event.subjectId))
  if (one === undefined) return false
  const subject = one.ledger?.id === event.subjectId ? one.ledger : one.batch
  const status = event.type.split(".")[1]
  if (!subject?.history.some((entry) => entry.applied && entry.status === status)) return false
  one.heard.add(event.type)
  const signed = event.isVerified ? "signature verified" : "signature wrong"
  tell(one.number, "endpoint", `${event.type}, ${signed}`)
  return true
}

function progressText(watched: readonly Watched[], sinceMs: number): string {
  const waiting = watched.filter((one) => !isThrough(one))
  const wanted = waiting.map(({ number, payout }) => `${number} ${payout.ending}`).join(", ")
  const bar = barText(watched.length - waiting.length, watched.length)
  return `  ${bar}  ${Math.floor(sinceMs / 1_000)} s, waiting for ${wanted}`
}

function missing(
  { title, accountId }: { readonly title: string; readonly accountId: string },
  late: readonly Watched[],
): CommandFailure {
  const told = late.map(({ number, payout, ledger }) => {
    const { ending } = payout
    return ledger?.status === ending
      ? `${title}: the endpoint was not told that payout ${number} is ${ending}.`
      : `${title}: payout ${number} should be ${ending}, and the ledger has it as ${ledger?.status ?? "unknown"}.`
  })
  return new CommandFailure(EXIT.failure, told.join("\n"), {
    advice:
      "What came to the hub: paidout messages. What went on from it: paidout deliveries.\n" +
      `What the provider did: paidout sandbox story ${accountId}`,
  })
}
