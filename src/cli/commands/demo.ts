import { randomBytes } from "node:crypto"
import { Option, type Command } from "commander"
import { findDemoAccount, type ReadyAccount } from "../demo/demo-accounts.ts"
import type { DemoEnding, DemoProvider } from "../demo/demo-provider.ts"
import { DEMO_PROVIDERS } from "../demo/demo-providers.ts"
import { bold, dim, headingText } from "../demo/demo-text.ts"
import { playProvider, type Stage } from "../demo/play-provider.ts"
import { withDemoEndpoint } from "../demo/with-demo-endpoint.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub } from "../hub-client.ts"
import { paragraph } from "../paragraph.ts"
import { createStatusLine } from "../status-line.ts"
import { table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

export function addDemo(program: Command, terminal: Terminal): void {
  program
    .command("demo")
    .description("watch payouts go from creation to paid, failed and reversed, in a minute")
    .addOption(
      new Option("--provider <name>", "only this one").choices(
        DEMO_PROVIDERS.map(({ name }) => name),
      ),
    )
    .action(async ({ provider }: { readonly provider?: string }) => {
      const providers = DEMO_PROVIDERS.filter(
        ({ name }) => provider === undefined || name === provider,
      )
      await play(terminal, providers)
    })
}

async function play(terminal: Terminal, providers: readonly DemoProvider[]): Promise<void> {
  const hub = connectHub(terminal)
  let isInterrupted = false
  const stopListening = terminal.onInterrupt(() => (isInterrupted = true))
  const status = createStatusLine(terminal)
  try {
    const accounts: ReadyAccount[] = []
    for (const { name } of providers) accounts.push(await findDemoAccount(hub, name))
    const sourceIds = accounts.map(({ source_id: id }) => id)
    await withDemoEndpoint(hub, sourceIds, async (receiver) => {
      terminal.write(greeting(terminal, hub.baseUrl, receiver.url))
      const stage: Stage = {
        terminal,
        hub,
        receiver,
        status,
        demandGoingOn() {
          if (isInterrupted) throw new CommandFailure(EXIT.failure, INTERRUPTED)
        },
      }
      for (const [index, account] of accounts.entries()) {
        const provider = providers[index]
        if (provider !== undefined) await playOne(stage, account, provider)
      }
    })
    terminal.write(ending(terminal, providers))
  } finally {
    stopListening()
    status.clear()
  }
}

const INTERRUPTED = "Interrupted. The demo's endpoint is removed; the payouts go on."

async function playOne(stage: Stage, account: ReadyAccount, provider: DemoProvider): Promise<void> {
  const { terminal } = stage
  const payouts = provider.payouts(account, `demo-${randomBytes(3).toString("hex")}`)
  terminal.write(headingText(terminal, provider.title))
  if (provider.note !== null) terminal.write(`${dim(terminal, paragraph(provider.note))}\n`)
  for (const [index, { text }] of payouts.entries()) terminal.write(`  ${index + 1}  ${text}\n`)
  terminal.write("\n")
  if (Object.keys(account.misbehaviour).length > 0) {
    const set = JSON.stringify(account.misbehaviour)
    terminal.write(paragraph(`This account misbehaves, so something may not come: ${set}`))
  }
  await playProvider(stage, account, { provider, payouts })
}

function greeting(terminal: Terminal, hubUrl: string, endpointUrl: string): string {
  return [
    `${bold(terminal, "Paidout, from a payout's creation to its end.")}\n\n`,
    paragraph("call      what a client asks the simulated provider's API, and its answer"),
    paragraph("webhook   what the provider then sent to the hub, in its own word"),
    paragraph("ledger    what the hub's ledger made of it"),
    paragraph("endpoint  what your own service was told"),
    `\n  The hub is at ${hubUrl}; your service, for now, is this command:\n`,
    `  ${endpointUrl}\n`,
  ].join("")
}

const ENDINGS: readonly DemoEnding[] = ["paid", "failed", "reversed"]

function ending(terminal: Terminal, providers: readonly DemoProvider[]): string {
  const rows = providers.map(({ title, without }) => [
    title,
    ...ENDINGS.map((each) => without[each] ?? "seen"),
  ])
  const next = [
    ["paidout payouts", "where all of them stand"],
    ["paidout sandbox scenarios", "the stories that each provider can play"],
    ["paidout sandbox run storm --fast", "everything goes wrong a little"],
  ] as const
  return [
    headingText(terminal, "Seen from creation to the end"),
    table(terminal, ["", ...ENDINGS], rows),
    "\nTry next:\n\n",
    ...next.map(([command, what]) => `  ${bold(terminal, command.padEnd(34))}${what}\n`),
  ].join("")
}
