import { Option, type Command } from "commander"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { EncodedWebhook, Provider, SourceSecrets } from "../../providers/provider.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { findReceiveUrl } from "../find-receive-url.ts"
import { json } from "../list-command.ts"
import { providerNamed } from "../recognise-provider.ts"
import { secretOption, secretsFrom } from "../secrets-option.ts"
import { sendWebhook, type SentWebhook } from "../send-webhook.ts"
import { table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface TriggerOptions {
  readonly source?: string
  readonly url?: string
  readonly secret?: SourceSecrets
  readonly form?: string
  readonly id?: string
  readonly reference?: string
  readonly count: number
  readonly list?: true
  readonly json?: true
}

const COUNT_MAX = 10_000

export function addTrigger(program: Command, terminal: Terminal): void {
  program
    .command("trigger <provider> [event]")
    .description("send a sample webhook, signed as the provider signs it, to a running hub")
    .option("--list", "which events there are")
    .option("--source <id>", "the source to send to (default: the only one of that provider)")
    .option("--url <url>", "send to this address instead")
    .addOption(secretOption())
    .option("--form <name>", "the form to write it in, e.g. soap (default: the provider's usual)")
    .option("--id <text>", "the provider's id, to tell more of a payout that was sent before")
    .option("--reference <text>", "the merchant's own reference")
    .addOption(new Option("--count <number>", "how many").argParser(readCount).default(1))
    .option("--json", "for programs")
    .action(async (providerName: string, event: string | undefined, options: TriggerOptions) => {
      const provider = providerNamed(providerName)
      if (options.list === true || event === undefined) {
        terminal.write(listing(provider, options))
        return
      }
      const sample = sampleOf(provider, event)
      const secrets = secretsFrom(terminal, options.secret)
      const url = options.url ?? (await findReceiveUrl(terminal, provider.name, options.source))
      const sent: SentWebhook[] = []
      for (let index = 0; index < options.count; index += 1) {
        const told = named(sample(), options)
        sent.push(await sendWebhook(url, told, encoded(provider, { told, secrets, options })))
      }
      terminal.write(options.json ? json({ url, sent }) : sentText(terminal, url, sent))
      const refused = sent.find(({ status }) => status < 200 || status > 299)
      if (refused !== undefined) throw refusal(provider, secrets, refused)
    })
}

function listing({ name, samples }: Provider, options: TriggerOptions): string {
  const events = Object.keys(samples)
  if (options.json) return json({ provider: name, events })
  return `${events.join("\n")}\n`
}

function sampleOf(provider: Provider, event: string): () => PaidoutEvent {
  const sample = Object.hasOwn(provider.samples, event) ? provider.samples[event] : undefined
  if (sample !== undefined) return sample
  throw new CommandFailure(EXIT.usage, `${provider.name} has no sample "${event}".`, {
    advice: `There are: ${Object.keys(provider.samples).join(", ")}.`,
  })
}

/** The sample under the names that the options give. */
function named(event: PaidoutEvent, { id, reference }: TriggerOptions): PaidoutEvent {
  const providerId = id ?? event.providerId
  if (event.subject === "batch") return { ...event, providerId }
  const named = { ...event, providerId, reference: reference ?? event.reference }
  if (named.subject === "payment" || named.batchProviderId === null) return named
  // Pivot names a payout by its request and its reference.
  const batchProviderId = id ?? named.batchProviderId
  return { ...named, batchProviderId, providerId: `${batchProviderId}:${named.reference}` }
}

function encoded(
  provider: Provider,
  of: {
    readonly told: PaidoutEvent
    readonly secrets: SourceSecrets
    readonly options: TriggerOptions
  },
): EncodedWebhook {
  const { form } = of.options
  const webhook = provider.encode(of.told, of.secrets, form === undefined ? {} : { form })
  if (webhook !== null) return webhook
  throw new CommandFailure(
    EXIT.usage,
    `${provider.name} does not say that${form === undefined ? "" : ` in the form "${form}"`}.`,
  )
}

function sentText(terminal: Terminal, url: string, sent: readonly SentWebhook[]): string {
  const columns = ["wire_event", "provider_id", "reference", "status", "answer"] as const
  const shown = sent
    .slice(0, 20)
    .map((one) => ({ ...one, answer: one.answer.slice(0, 40) }))
    .map((one) => columns.map((column) => one[column]))
  const more = sent.length > shown.length ? `… and ${sent.length - shown.length} more\n` : ""
  return `Sent to ${url}\n\n${table(terminal, columns, shown)}${more}`
}

function refusal(provider: Provider, secrets: SourceSecrets, sent: SentWebhook): CommandFailure {
  const withoutSecret = sent.status === 401 && Object.keys(secrets).length === 0
  return new CommandFailure(
    EXIT.failure,
    `The hub answered with HTTP ${sent.status}: ${hintIn(sent.answer)}`,
    withoutSecret
      ? { advice: `Give the source's own secret: --secret ${provider.secretKinds[0]}=…` }
      : {},
  )
}

/** The problem's hint or detail, else the answer as it came. */
function hintIn(answer: string): string {
  try {
    const { hint, detail } = JSON.parse(answer) as { hint?: string; detail?: string }
    return hint ?? detail ?? answer
  } catch {
    return answer
  }
}

function readCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= COUNT_MAX) return count
  throw new CommandFailure(EXIT.usage, `--count takes a number from 1 to ${COUNT_MAX}.`)
}
