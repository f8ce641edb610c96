import { Option, type Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface Reading {
  readonly now: string
  readonly ahead_seconds: number
}

interface Walk extends Reading {
  readonly target: string
  readonly reached: boolean
  readonly stops: number
}

interface ClockOptions {
  readonly advance?: string
  readonly to?: string
  readonly json?: true
}

const ROUTE = "/v1/sandbox/clock"

export function addSandboxClock(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("clock")
    .description("what time it is for the hub; with an option: move it ahead")
    .addOption(
      new Option("--advance <duration>", "by so much: 24h, 1d12h, 90s, P7D").conflicts("to"),
    )
    .option("--to <time>", "to this moment, RFC 3339, e.g. 2026-11-28T00:00:00Z")
    .option("--json", "the API's answer")
    .action(async ({ advance, to, json: asJson }: ClockOptions) => {
      const hub = connectHub(terminal)
      const clock =
        advance === undefined && to === undefined
          ? await hub.get<Reading>(ROUTE)
          : await walk(terminal, hub, { ...(advance !== undefined && { advance }), to })
      terminal.write(asJson === true ? json(clock) : clockText(terminal, clock))
    })
}

/** A call has a bounded time; what is left of the way takes further ones. */
async function walk(terminal: Terminal, hub: HubClient, wish: object): Promise<Walk> {
  let stops = 0
  let next = wish
  for (;;) {
    const answer = await hub.post<Walk>(ROUTE, next)
    stops += answer.stops
    if (answer.reached) return { ...answer, stops }
    if (answer.stops === 0) {
      throw new CommandFailure(EXIT.failure, `The clock stays at ${answer.now}.`, {
        advice: "Is the hub being stopped? Ask again.",
      })
    }
    terminal.writeError(`${answer.now}, on the way to ${answer.target}\n`)
    // Not the target itself: real time goes on, and may have brought the clock there meanwhile.
    const left = Date.parse(answer.target) - Date.parse(answer.now)
    next = { advance_seconds: left / 1_000 }
  }
}

function clockText(terminal: Terminal, clock: Reading | Walk): string {
  return facts(terminal, {
    now: clock.now,
    ahead: durationText(clock.ahead_seconds),
    stops: "stops" in clock ? clock.stops : null,
  })
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const

/** `1 d 6 h`, to the second. */
function durationText(seconds: number): string {
  let left = Math.round(seconds)
  const parts = UNITS.flatMap(([name, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    return count === 0 ? [] : [`${count} ${name}`]
  })
  return parts.length === 0 ? "0 s" : parts.join(" ")
}
