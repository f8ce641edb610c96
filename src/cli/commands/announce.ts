import type { Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { readNdjson, type NdjsonLine } from "../read-ndjson.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface AnnounceOptions {
  readonly source?: string
  readonly providerId?: string
  readonly reference?: string
  readonly batch?: string
  readonly amount?: string
  readonly currency?: string
  readonly channelCode?: string
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly accountNumber?: string
  readonly accountHolder?: string
  readonly accountType?: string
  readonly createdAt?: string
  readonly estimatedArrivalAt?: string
  readonly replaces?: string
  readonly json?: true
}

type PayoutAnswer = Readonly<Record<string, unknown>>

/** Of one call of the API. */
const payoutsMax = 1_000
/** The API takes 4 MiB; there is the frame around them, and a source that is filled in. */
const bodyBytesMax = 3 * 1024 * 1024

export function addAnnounce(program: Command, terminal: Terminal): void {
  program
    .command("announce [file]")
    .description("tell the hub of payouts that you have created, so that silence is noticed")
    .option("--source <id>", "at which account; of a file: where a line names none")
    .option("--reference <text>", "your own name for it")
    .option("--provider-id <text>", "the provider's id, where you know it")
    .option("--batch <text>", "the provider's id of the bulk payout it is part of")
    .option("--amount <number>", "in main units, e.g. 275000 or 12.50")
    .option("--currency <code>", "e.g. IDR")
    .option("--channel-code <text>", "e.g. ID_BCA")
    .option("--description <text>", "what it is for")
    .option("--metadata <name=value>", "anything of yours; repeatable", addMetadata)
    .option("--account-number <text>", "of the recipient; kept encrypted, shown masked")
    .option("--account-holder <text>", "the recipient's name")
    .option("--account-type <text>", "e.g. BANK_ACCOUNT")
    .option("--created-at <time>", "when you created it, e.g. 2026-11-21T08:00Z")
    .option("--estimated-arrival-at <time>", "when the provider expects it to arrive")
    .option("--replaces <id>", "the payout in whose place it is")
    .option("--json", "the API's answer; of a file one payout per line")
    .addHelpText(
      "after",
      "\nA file, or - for standard input, has one payout per line, as JSON with the fields of" +
        "\nPOST /v1/payouts. They are announced a thousand at a time; what was announced before is" +
        "\nfound and not made twice, so a file can be sent again.",
    )
    .action(async (file: string | undefined, options: AnnounceOptions) => {
      const hub = connectHub(terminal)
      if (file !== undefined) return announceFile(terminal, hub, { file, options })
      const answer = await hub.post<PayoutAnswer>("/v1/payouts", oneFrom(options))
      terminal.write(options.json ? json(answer) : facts(terminal, answer))
    })
}

async function announceFile(
  terminal: Terminal,
  hub: HubClient,
  { file, options }: { readonly file: string; readonly options: AnnounceOptions },
): Promise<void> {
  const { source, json: asJson, ...others } = options
  if (Object.keys(others).length > 0) {
    throw new CommandFailure(EXIT.usage, "Beside a file only --source and --json are taken.")
  }
  let count = 0
  let bytes = 0
  let lines: NdjsonLine[] = []
  const send = async () => {
    if (lines.length === 0) return
    const payouts = lines.map(({ value }) =>
      source === undefined ? value : { source_id: source, ...value },
    )
    const { data } = await hub
      .post<{ data: readonly PayoutAnswer[] }>("/v1/payouts", { payouts })
      .catch((error: unknown) => {
        throw refusalOf(error, lines, count)
      })
    count += data.length
    if (asJson === true) terminal.write(data.map((each) => `${JSON.stringify(each)}\n`).join(""))
    terminal.writeError(`${count} payouts announced, to line ${lines.at(-1)?.number ?? 0}.\n`)
    lines = []
    bytes = 0
  }
  for await (const line of readNdjson(terminal, file)) {
    if (lines.length === payoutsMax || bytes + line.bytes > bodyBytesMax) await send()
    lines.push(line)
    bytes += line.bytes
  }
  await send()
  if (count === 0) throw new CommandFailure(EXIT.usage, `${file} holds no payout.`)
}

/** What the API calls `payouts[3]` is a line of the file; the lines of earlier calls stay announced. */
function refusalOf(error: unknown, lines: readonly NdjsonLine[], count: number): unknown {
  if (!(error instanceof CommandFailure)) return error
  const lineOf = (index: string) => `line ${lines[Number(index)]?.number ?? "?"}`
  const message = error.message
    .replace(/\n {2}(?:other_)?index: \d+/g, "")
    .replace(/\bpayouts(?:\[(\d+)\]|\.(\d+))/g, (_, one?: string, two?: string) =>
      lineOf(one ?? two ?? ""),
    )
  const [first, last] = [lines[0]?.number ?? 0, lines.at(-1)?.number ?? 0]
  const kept = count === 0 ? "" : ` The ${count} payouts before are announced.`
  return new CommandFailure(error.exit, message, {
    ...(error.code !== undefined && { code: error.code }),
    advice: `Nothing of lines ${first} to ${last} was kept.${kept} Mend it and send the file again.`,
    cause: error,
  })
}

function oneFrom(options: AnnounceOptions): object {
  const { source, amount, currency, metadata } = options
  if (source === undefined || amount === undefined || currency === undefined) {
    throw new CommandFailure(EXIT.usage, "Say at least --source, --amount and --currency.", {
      advice: "Sources: paidout source list. Many payouts: paidout announce <file>",
    })
  }
  if (options.reference === undefined && options.providerId === undefined) {
    throw new CommandFailure(EXIT.usage, "Say --reference, --provider-id or both.")
  }
  if (!/^\d+(\.\d+)?$/.test(amount)) {
    const why = "--amount takes digits, and a point before decimals: 275000 or 12.50."
    throw new CommandFailure(EXIT.usage, why)
  }
  const destination = given({
    account_number: options.accountNumber,
    account_holder_name: options.accountHolder,
    account_type: options.accountType,
  })
  return given({
    source_id: source,
    provider_id: options.providerId,
    reference: options.reference,
    batch_provider_id: options.batch,
    amount: { value: amount, currency: currency.toUpperCase() },
    channel_code: options.channelCode,
    description: options.description,
    metadata,
    destination: Object.keys(destination).length === 0 ? undefined : destination,
    created_at: timeFrom("--created-at", options.createdAt),
    estimated_arrival_at: timeFrom("--estimated-arrival-at", options.estimatedArrivalAt),
    replaces: options.replaces,
  })
}

function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function timeFrom(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new CommandFailure(EXIT.usage, `${option} takes a time like 2026-11-21T08:00:00Z.`)
}

function addMetadata(text: string, before: Readonly<Record<string, string>> = {}) {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new CommandFailure(EXIT.usage, "--metadata takes name=value.")
  }
  return { ...before, [name]: value }
}
