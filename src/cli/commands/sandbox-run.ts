import { setTimeout as sleep } from "node:timers/promises"
import { Option, type Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { runRoute, type MadeAnswer, type RunAnswer, type WholeRunAnswer } from "../run-answer.ts"
import { table } from "../table.ts"
import type { Terminal } from "../terminal.ts"
import { watchRun } from "../watch-run.ts"

interface RunOptions {
  readonly provider?: string
  readonly account?: string
  readonly seed?: string
  readonly count?: string
  readonly amount?: string
  readonly fast?: true
  readonly detach?: true
  readonly json?: true
}

/** The ledger hears of the last webhook a moment after it was sent. */
const LEDGER_REST_MS = 1_000
/** Of a bulk callback the hub asks which payouts it counts. */
const ASKED_WITHIN_MS = 10_000
const SHOWN_MAX = 20
/** What the hub's ledger has under the same provider id. */
const LEDGER_ROUTES: Readonly<Record<string, string>> = {
  payout: "/v1/payouts",
  transfer: "/v1/payouts",
  batch: "/v1/batches",
  payment: "/v1/payments",
}

export function addSandboxRun(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("run <scenario>")
    .description("play a scenario at a simulated provider, and watch")
    .option("--provider <name>", "at your first account there; default: the first that can play it")
    .addOption(new Option("--account <id>", "at this account").conflicts("provider"))
    .option("--seed <number>", "the same seed gives the same story; default: any")
    .option("--count <number>", "how many payouts")
    .option("--amount <decimal>", "of each payout, e.g. 275000")
    .option("--fast", "move the sandbox's clock instead of waiting")
    .addOption(new Option("--detach", "do not watch").conflicts("fast"))
    .option("--json", "the API's answer, at the end")
    .action(async (scenario: string, options: RunOptions) => {
      const hub = connectHub(terminal)
      const route = `/v1/sandbox/scenarios/${encodeURIComponent(scenario)}`
      const begun = await hub.post<RunAnswer>(route, wishFrom(options))
      if (options.detach === true) {
        terminal.write(options.json ? json(begun) : `${begun.id} has begun.\n`)
        return
      }
      await watched(terminal, hub, { begun, options })
    })

  sandbox
    .command("cancel <run>")
    .description("end a run before its end")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const answer = await connectHub(terminal).post<RunAnswer>(`${runRoute(id)}/cancel`, {})
      terminal.write(options.json ? json(answer) : `${id} is cancelled.\n`)
    })
}

async function watched(
  terminal: Terminal,
  hub: HubClient,
  { begun, options }: { readonly begun: RunAnswer; readonly options: RunOptions },
): Promise<void> {
  const { fast = false, json: asJson = false } = options
  if (!asJson) {
    const { scenario, provider, seed, id } = begun
    terminal.write(`${scenario} at ${provider}, seed ${seed}: ${id}\n\n`)
  }
  const run = await watchRun(terminal, hub, { begun, fast, tells: !asJson })
  if (asJson) terminal.write(json(await hub.get<object>(runRoute(run.id))))
  else terminal.write(await endText(terminal, hub, run))
  if (run.state === "done") return
  throw new CommandFailure(EXIT.failure, `The run is ${run.state}. ${run.failure ?? ""}`.trim())
}

/** What the provider has, beside what the ledger made of its webhooks. */
async function endText(terminal: Terminal, hub: HubClient, run: WholeRunAnswer): Promise<string> {
  const shown = run.made.filter(({ kind }) => kind !== "batch" && LEDGER_ROUTES[kind] !== undefined)
  if (shown.length === 0) return ""
  const standings = await standingsInLedger(hub, shown.slice(0, SHOWN_MAX))
  const rows = standings.map(({ made, ledger, id }) => [made.reference, made.status, ledger, id])
  const head = ["reference", run.provider, "ledger", "id"]
  const more = shown.length > SHOWN_MAX ? `… and ${shown.length - SHOWN_MAX} more\n` : ""
  const isUnknown = standings.some(({ ledger }) => ledger === UNKNOWN)
  const hint = isUnknown ? (UNKNOWN_HINTS[run.provider] ?? UNKNOWN_HINT) : ""
  return `\n${table(terminal, head, rows)}${more}${hint}`
}

const UNKNOWN = "unknown"
const UNKNOWN_HINT =
  "\nThe hub was told of no such payout. Announce yours right after you create them (paidout\n" +
  "announce): then it asks for what no webhook tells.\n"
/** Where the provider has no call for what was made. */
const UNKNOWN_HINTS: Readonly<Record<string, string>> = {
  adyen:
    "\nThe hub was told of no such payout, and Adyen has no call to ask for it, unless it is a\n" +
    "transfer. Announce yours right after you create them (paidout announce): then a person is\n" +
    "told of those that no webhook tells of.\n",
}

interface Standing {
  readonly made: MadeAnswer
  readonly ledger: string
  readonly id: string | null
  readonly isAsked: boolean
}

/** Looks again while the hub asks for what it knows the request of. */
async function standingsInLedger(
  hub: HubClient,
  shown: readonly MadeAnswer[],
): Promise<readonly Standing[]> {
  const endsAtMs = performance.now() + ASKED_WITHIN_MS
  for (;;) {
    await sleep(LEDGER_REST_MS)
    const standings = await Promise.all(shown.map((made) => standingInLedger(hub, made)))
    if (performance.now() >= endsAtMs || !standings.some(({ isAsked }) => isAsked)) return standings
  }
}

interface LedgerAnswer {
  readonly id: string
  readonly status: string
  readonly reason?: string | null
  /** Of a payment. */
  readonly cancellation_reason?: string | null
}

/** Of a payout that it was never told of by itself it may know the request. */
async function standingInLedger(hub: HubClient, made: MadeAnswer): Promise<Standing> {
  const { kind, provider_id: providerId, part_of: requestId } = made
  const own = await findInLedger(hub, kind, providerId)
  if (own !== undefined) return { made, ledger: standingText(own), id: own.id, isAsked: false }
  const request = requestId === null ? undefined : await findInLedger(hub, "batch", requestId)
  if (request === undefined) return { made, ledger: UNKNOWN, id: null, isAsked: false }
  const ledger = `unknown; its batch is ${standingText(request)}`
  return { made, ledger, id: request.id, isAsked: true }
}

function standingText(ledger: LedgerAnswer): string {
  const why = ledger.reason ?? ledger.cancellation_reason ?? null
  return why === null ? ledger.status : `${ledger.status} (${why})`
}

async function findInLedger(
  hub: HubClient,
  kind: string,
  providerId: string,
): Promise<LedgerAnswer | undefined> {
  const { data } = await hub.get<{ data: readonly LedgerAnswer[] }>(LEDGER_ROUTES[kind] ?? "", {
    provider_id: providerId,
  })
  return data[0]
}

function wishFrom({ provider, account, seed, count, amount }: RunOptions): object {
  return {
    ...(provider !== undefined && { provider }),
    ...(account !== undefined && { account_id: account }),
    ...(seed !== undefined && { seed: wholeNumber("--seed", seed) }),
    ...(count !== undefined && { count: wholeNumber("--count", count) }),
    ...(amount !== undefined && { amount }),
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number
  throw new CommandFailure(EXIT.usage, `${option} takes a whole number.`)
}
