import type { Command } from "commander"
import type { Terminal } from "../terminal.ts"
import { addSandboxClock } from "./sandbox-clock.ts"

/** The simulated providers of a running hub; each command is a file of its own. */
export function addSandbox(program: Command, terminal: Terminal): void {
  const sandbox = program
    .command("sandbox")
    .description("the simulated providers of a running hub, and its clock")
  addSandboxClock(sandbox, terminal)
}
