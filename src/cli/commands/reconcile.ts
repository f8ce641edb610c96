import { readFile, writeFile } from "node:fs/promises"
import type { Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { json, makeList } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { printable } from "../printable.ts"
import { readStatement } from "../read-statement.ts"
import {
  reportProgress,
  SUM_HEAD,
  sumCells,
  type ReconciliationAnswer,
} from "../reconciliation-answer.ts"
import { table } from "../table.ts"
import type { Terminal } from "../terminal.ts"
import { reportRoute, watchReconciliation } from "../watch-reconciliation.ts"

interface ReconcileOptions {
  readonly source?: string
  readonly day?: string
  readonly statement?: string
  readonly columns?: string
  readonly currency?: string
  readonly csv?: string
  readonly detach?: true
  readonly json?: true
}

const FINDINGS_SHOWN = 20

export function addReconcile(program: Command, terminal: Terminal): void {
  const reconcile = program
    .command("reconcile")
    .description("hold a day of a source against its provider; exits with 4 where they disagree")
    // Its commands have options of the same names.
    .enablePositionalOptions()
    .option("--source <id>", "whose payouts")
    .option("--day <day>", "a UTC day, e.g. 2026-11-20")
    .option("--statement <file>", "what the provider's dashboard exported of the day, as CSV")
    .option("--columns <list>", "its columns, e.g. provider_id=ID,amount=Amount,status=Status")
    .option("--currency <code>", "of all its amounts, where no column says it")
    .option("--csv <file>", "write all findings there")
    .option("--detach", "do not watch how far it comes")
    .option("--json", "the API's answer")
    .action(async (options: ReconcileOptions) => reconcileDay(terminal, options))

  makeList(reconcile.command("list"), terminal, LISTS.reconciliations)
  reconcile
    .command("show <id>")
    .description("one report: sums, and the first of its findings")
    .option("--csv <file>", "write all findings there")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { csv?: string; json?: true }) => {
      const hub = connectHub(terminal)
      const report = await hub.get<ReconciliationAnswer>(reportRoute(id))
      await showReport(terminal, hub, { report, options })
    })
  reconcile
    .command("cancel <id>")
    .description("end a report; what it found so far stays")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const hub = connectHub(terminal)
      const answer = await hub.post<ReconciliationAnswer>(`${reportRoute(id)}/cancel`, {})
      terminal.write(options.json ? json(answer) : `${id} is cancelled.\n`)
    })
}

async function reconcileDay(terminal: Terminal, options: ReconcileOptions): Promise<void> {
  const { source, day } = options
  if (source === undefined || day === undefined) {
    throw new CommandFailure(EXIT.usage, "Say whose and when: --source <id> --day 2026-11-20.")
  }
  const hub = connectHub(terminal)
  const statement = await statementOf(options)
  const running = statement === undefined ? await findRunning(hub, { source, day }) : undefined
  const begun =
    running ??
    (await hub.post<ReconciliationAnswer>("/v1/reconciliations", {
      ...{ source_id: source, day },
      ...(statement !== undefined && { statement }),
    }))
  const how = running === undefined ? "" : " is running already"
  terminal.writeError(
    `${begun.id}${how}: ${begun.total ?? "many"} to check. Ctrl-C stops watching.\n`,
  )
  if (options.detach === true) {
    if (options.json) terminal.write(json(begun))
    return
  }
  const report = await watchReconciliation(terminal, hub, begun)
  await showReport(terminal, hub, { report, options })
  if (report.state === "cancelled") {
    throw new CommandFailure(EXIT.failure, "The report was cancelled.")
  }
  if (report.differences > 0) {
    throw new CommandFailure(
      EXIT.differences,
      `The ledger and the provider disagree: ${reportProgress(report)}.`,
      { advice: `All of it: paidout reconcile show ${report.id} --csv findings.csv` },
    )
  }
}

/** Where a report of the day runs, that one is watched: a second would ask for everything again. */
async function findRunning(
  hub: HubClient,
  { source, day }: { readonly source: string; readonly day: string },
): Promise<ReconciliationAnswer | undefined> {
  const query = { source_id: source, day, state: "running", limit: "1" }
  const { data } = await hub.get<{ data: readonly ReconciliationAnswer[] }>(
    "/v1/reconciliations",
    query,
  )
  return data[0]
}

async function statementOf(options: ReconcileOptions) {
  const { statement: file, columns, currency } = options
  if (file === undefined) return undefined
  let text: string
  try {
    text = await readFile(file, "utf8")
  } catch (error) {
    const why = error instanceof Error ? error.message : ""
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${why}.`)
  }
  return readStatement(text, { columns, currency })
}

async function showReport(
  terminal: Terminal,
  hub: HubClient,
  shown: {
    readonly report: ReconciliationAnswer
    readonly options: { readonly csv?: string; readonly json?: true }
  },
): Promise<void> {
  const { report, options } = shown
  const route = reportRoute(report.id)
  if (options.csv !== undefined) {
    await writeFile(options.csv, await hub.getText(`${route}/report.csv`))
  }
  if (options.json) {
    terminal.write(json(report))
    return
  }
  const { sums, missing_here: missing } = report.summary
  terminal.write(`${report.id} ${report.state}: ${printable(reportProgress(report))}\n`)
  if (sums.length > 0) terminal.write(`\n${table(terminal, SUM_HEAD, sums.map(sumCells))}`)
  if (!missing.checked && missing.detail !== null) {
    terminal.write(`\nMissing here was not checked: ${printable(missing.detail)}\n`)
  }
  const { data, next_cursor: next } = await hub.get<FindingsPage>(`${route}/findings`, {
    limit: String(FINDINGS_SHOWN),
  })
  if (data.length === 0) return
  terminal.write(`\n${table(terminal, FINDING_HEAD, data.map(findingCells))}`)
  if (next !== null) terminal.write(`\nMore: paidout reconcile show ${report.id} --csv <file>\n`)
}

interface Side {
  readonly status: string | null
  readonly amount: { readonly value: string; readonly currency: string } | null
}
interface FindingsPage {
  readonly data: readonly {
    readonly kind: string
    readonly payout_id: string | null
    readonly provider_id: string | null
    readonly reference: string | null
    readonly ours: Side | null
    readonly theirs: Side | null
    readonly detail: string | null
  }[]
  readonly next_cursor: string | null
}

const FINDING_HEAD = ["finding", "payout", "reference", "here", "provider", "detail"]

function findingCells(finding: FindingsPage["data"][number]): readonly (string | null)[] {
  const { kind, payout_id: payout, provider_id: provider, reference, ours, theirs } = finding
  return [kind, payout ?? provider, reference, sideText(ours), sideText(theirs), finding.detail]
}

function sideText(side: Side | null): string | null {
  if (side === null) return null
  const { status, amount } = side
  return [status, amount && `${amount.value} ${amount.currency}`].filter(Boolean).join(" ")
}
