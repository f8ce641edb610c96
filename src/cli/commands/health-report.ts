import type { Command } from "commander"
import { isMailAddress } from "../../mail-address.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

interface Report extends Answer {
  readonly subject: string
  readonly text: string
}

interface Settings extends Answer {
  readonly recipients: readonly string[]
  readonly when: string
  readonly stuck_after_hours: number
}

interface TestMail extends Answer {
  readonly accepted: readonly string[]
  readonly refused: readonly { readonly address: string; readonly answer: string }[]
  readonly answer: string | null
  readonly failure: { readonly cause: string; readonly answer: string } | null
}

const SETTINGS_ROUTE = "/v1/health-report/settings"

export function addHealthReport(program: Command, terminal: Terminal): void {
  const report = program
    .command("health-report")
    .description("how deliveries and payouts do, and who is mailed about it")
  report
    .command("show", { isDefault: true })
    .description("the report as it would be mailed; of the current 6 hours so far")
    .option("--from <time>", "RFC 3339, e.g. 2026-11-21T06:00:00Z")
    .option("--to <time>", "until then; now by default")
    .option("--json", "the API's answer")
    .action(async (options: { from?: string; to?: string; json?: true }) => {
      const { from, to } = options
      const answer = await connectHub(terminal).get<Report>("/v1/health-report", { from, to })
      terminal.write(options.json ? json(answer) : `${answer.subject}\n\n${answer.text}`)
    })
  addSettings(report, terminal)
  report
    .command("send-test")
    .description("send a test mail now and tell what the mail server answered")
    .option("--json", "the API's answer")
    .action(async (options: { json?: true }) => {
      const sent = await connectHub(terminal).post<TestMail>("/v1/health-report/send-test", {})
      terminal.write(options.json ? json(sent) : testMailText(terminal, sent))
      if (sent.failure !== null || sent.refused.length > 0) {
        throw new CommandFailure(EXIT.failure, "Not every recipient could be sent the mail.")
      }
    })
}

interface SettingsOptions {
  readonly to?: string
  readonly when?: string
  readonly stuckAfterHours?: string
  readonly json?: true
}

function addSettings(report: Command, terminal: Terminal): void {
  report
    .command("settings")
    .description("who gets the mails, and when; with an option: change that")
    .option("--to <addresses>", "the recipients, comma-separated; none for nobody")
    .option("--when <when>", "needed (there is something to say), always or never")
    .option("--stuck-after-hours <hours>", "when a payout that is not final counts as stuck")
    .option("--json", "the API's answer")
    .action(async (options: SettingsOptions) => {
      const hub = connectHub(terminal)
      const change = changeOf(options)
      const before = await hub.get<Settings>(SETTINGS_ROUTE)
      const { recipients, when, stuck_after_hours } = before
      const settings =
        Object.keys(change).length === 0
          ? before
          : await hub.put<Settings>(SETTINGS_ROUTE, {
              recipients,
              when,
              stuck_after_hours,
              ...change,
            })
      terminal.write(options.json ? json(settings) : settingsText(terminal, settings))
    })
}

function settingsText(terminal: Terminal, settings: Settings): string {
  const { recipients } = settings
  return facts(terminal, {
    ...settings,
    recipients: recipients.length === 0 ? "nobody" : recipients.join(", "),
  })
}

/** What is to change. @throws CommandFailure for what is no address. */
function changeOf({ to, when, stuckAfterHours }: SettingsOptions): Partial<Settings> {
  const recipients = to === undefined || to === "none" ? [] : to.split(",").map((one) => one.trim())
  const wrong = recipients.find((address) => !isMailAddress(address))
  if (wrong !== undefined) {
    throw new CommandFailure(EXIT.usage, `--to takes mail addresses, and "${wrong}" is none.`)
  }
  return {
    ...(to !== undefined && { recipients }),
    ...(when !== undefined && { when }),
    ...(stuckAfterHours !== undefined && { stuck_after_hours: Number(stuckAfterHours) }),
  }
}

function testMailText(terminal: Terminal, sent: TestMail): string {
  return facts(terminal, {
    accepted: sent.accepted.join(", "),
    answer: sent.answer,
    refused: sent.refused.map(({ address, answer }) => `${address}: ${answer}`).join(", "),
    failure: sent.failure === null ? null : `${sent.failure.cause}: ${sent.failure.answer}`,
  })
}
