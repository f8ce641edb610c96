import type { Command } from "commander"
import { PROVIDERS } from "../../providers/index.ts"
import type { Decoded, Provider, WebhookHeaders } from "../../providers/provider.ts"
import { eventView } from "../event-view.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { json } from "../list-command.ts"
import { recogniseProvider } from "../recognise-provider.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"
import { addHeader, readWebhook } from "../webhook-input.ts"

interface DecodeOptions {
  readonly provider?: string
  readonly header?: WebhookHeaders
  readonly json?: true
}

export function addDecode(program: Command, terminal: Terminal): void {
  program
    .command("decode <file>")
    .description("what would Paidout make of this body? (a file, or - for standard input)")
    .option("-p, --provider <name>", "whose webhook it is (default: found out)")
    .option("-H, --header <name: value>", "a header it came with; repeat it for more", addHeader)
    .option("--json", "for programs")
    .action(async (file: string, options: DecodeOptions) => {
      const request = await readWebhook(terminal, file, options.header)
      const provider = recogniseProvider(request, options.provider)
      if (provider === undefined) throw notRecognised(request.body.length)
      const decoded = provider.decode(request)
      terminal.write(
        options.json
          ? json(decodedView(provider, decoded))
          : decodedText(terminal, provider, decoded),
      )
      if (decoded.outcome === "unrecognised") {
        throw new CommandFailure(EXIT.refused, `Not understood: ${decoded.hint}`, {
          code: decoded.reason,
        })
      }
    })
}

function decodedView(provider: Provider, decoded: Decoded): object {
  const { name } = provider
  switch (decoded.outcome) {
    case "events":
      return {
        provider: name,
        outcome: "events",
        events: decoded.events.map(eventView),
        also_unrecognised: (decoded.alsoUnrecognised ?? []).map(unrecognisedView),
      }
    case "ignored":
      return { provider: name, outcome: "ignored", wire_event: decoded.wireEvent }
    case "unrecognised":
      return { provider: name, outcome: "unrecognised", ...unrecognisedView(decoded) }
    default:
      return decoded satisfies never
  }
}

function unrecognisedView({ reason, wireEvent, hint }: Omit<Unrecognised, "outcome">): object {
  return { reason, wire_event: wireEvent, hint }
}

type Unrecognised = Extract<Decoded, { outcome: "unrecognised" }>

function decodedText(terminal: Terminal, { name: provider }: Provider, decoded: Decoded): string {
  switch (decoded.outcome) {
    case "events": {
      const events = decoded.events.map((event) =>
        facts(terminal, { provider, ...withoutEmpty(eventView(event)) }),
      )
      const parked = (decoded.alsoUnrecognised ?? []).map(
        ({ reason, hint }) => `Not understood: ${hint} (${reason})\n`,
      )
      return [...events, ...parked].join("\n")
    }
    case "ignored":
      return `${provider}: ${decoded.wireEvent} is known and tells of no payout, batch or payment.\n`
    case "unrecognised":
      return ""
    default:
      return decoded satisfies never
  }
}

function withoutEmpty(view: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(view).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )
}

function notRecognised(bytes: number): CommandFailure {
  const names = PROVIDERS.map(({ name }) => name).join(", ")
  return new CommandFailure(EXIT.refused, `No provider recognises this body (${bytes} bytes).`, {
    advice: `To hear why, say whose it is: --provider with one of ${names}.`,
  })
}
