import type { Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { json, makeList } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { isSentOnce, progressText, type ResendAnswer } from "../resend-answer.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"
import { routeOf, watchResend } from "../watch-resend.ts"

interface ResendOptions {
  readonly endpoint?: string
  readonly state?: string
  readonly missed?: true
  readonly type?: string
  readonly payout?: string
  readonly event?: string
  readonly from?: string
  readonly to?: string
  readonly dryRun?: true
  readonly detach?: true
  readonly json?: true
}

export function addResend(program: Command, terminal: Terminal): void {
  const resend = program
    .command("resend [delivery]")
    .description("send a delivery again, or all that the options name")
    // Its commands have options of the same names.
    .enablePositionalOptions()
    .option("--endpoint <id>", "only to this endpoint")
    .option("--state <list>", "only exhausted, missed, discarded or delivered, comma-separated")
    .option("--missed", "only what was never delivered")
    .option("--type <list>", "only these events, comma-separated, e.g. payout.*,batch.done")
    .option("--payout <id>", "only of this payout")
    .option("--event <id>", "only of this event")
    .option("--from <time>", "only what was made at this time or later, e.g. 2026-11-21T08:00Z")
    .option("--to <time>", "only what was made before this time")
    .option("--dry-run", "only count them")
    .option("--detach", "do not watch how far it comes")
    .option("--json", "the API's answer")
    .action(async (delivery: string | undefined, options: ResendOptions) => {
      const hub = connectHub(terminal)
      const filter = filterFrom(options)
      if (delivery === undefined) return resendMany(terminal, hub, { filter, options })
      if (Object.keys(filter).length > 0) {
        throw new CommandFailure(EXIT.usage, "Give either a delivery or options that name several.")
      }
      const route = `/v1/deliveries/${encodeURIComponent(delivery)}/resend`
      const answer = await hub.post<object>(route, {})
      terminal.write(options.json ? json(answer) : `${delivery} is queued again.\n`)
    })

  makeList(resend.command("list"), terminal, LISTS.resends)
  resend
    .command("show <id>")
    .description("one resend and how far it has come")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const answer = await connectHub(terminal).get<ResendAnswer>(routeOf(id))
      terminal.write(options.json ? json(answer) : facts(terminal, { ...answer }))
    })
  resend
    .command("cancel <id>")
    .description("end a resend; what still waits is what it was before")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const answer = await connectHub(terminal).post<ResendAnswer>(`${routeOf(id)}/cancel`, {})
      terminal.write(
        options.json ? json(answer) : `${id} is cancelled; what is being sent finishes.\n`,
      )
    })
}

async function resendMany(
  terminal: Terminal,
  hub: HubClient,
  asked: { readonly filter: object; readonly options: ResendOptions },
): Promise<void> {
  const { filter, options } = asked
  if (Object.keys(filter).length === 0) {
    throw new CommandFailure(EXIT.usage, "Say what: a delivery, or options that name several.")
  }
  const route = "/v1/deliveries/resend"
  if (options.dryRun === true) {
    const count = await hub.post<{ total: number | null }>(route, { filter, dry_run: true })
    const { total } = count
    terminal.write(options.json ? json(count) : `${total ?? "Too many to count"} to resend.\n`)
    return
  }
  const begun = await hub.post<ResendAnswer>(route, { filter })
  if (options.detach === true) {
    terminal.write(
      options.json ? json(begun) : `${begun.id}: ${begun.total ?? "many"} to resend.\n`,
    )
    return
  }
  terminal.writeError(`${begun.id}: ${begun.total ?? "many"} to resend. Ctrl-C stops watching.\n`)
  const resend = await watchResend(terminal, hub, begun)
  terminal.write(options.json ? json(resend) : endText(resend))
  if (resend.failed > 0) {
    throw new CommandFailure(EXIT.failure, `${resend.failed} could not be delivered.`, {
      advice: "See: paidout deliveries --state exhausted",
    })
  }
}

function endText(resend: ResendAnswer): string {
  const { id, retrying, finished_at: finishedAt } = resend
  const isGoingOn = finishedAt === null && isSentOnce(resend) && retrying > 0
  const more = isGoingOn
    ? `\nRetries follow the endpoint's schedule: paidout resend show ${id}`
    : ""
  return `${progressText(resend)}.${more}\n`
}

function filterFrom(options: ResendOptions): object {
  const { endpoint, state, missed, type, payout, event, from, to } = options
  return {
    ...(endpoint !== undefined && { endpoint_id: endpoint }),
    ...(state !== undefined && { state: state.split(",") }),
    ...(missed === true && { never_delivered: true }),
    ...(type !== undefined && { type: type.split(",") }),
    ...(payout !== undefined && { payout_id: payout }),
    ...(event !== undefined && { event_id: event }),
    ...(from !== undefined && { created_after: timeFrom("--from", from) }),
    ...(to !== undefined && { created_before: timeFrom("--to", to) }),
  }
}

/** A day alone begins at midnight UTC. */
function timeFrom(option: string, text: string): string {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new CommandFailure(EXIT.usage, `${option} takes a time like 2026-11-21T08:00:00Z.`)
}
