import type { Command } from "commander"
import type { Terminal } from "../terminal.ts"
import { addSandboxClock } from "./sandbox-clock.ts"
import { addSandboxRun } from "./sandbox-run.ts"
import { addSandboxScenarios } from "./sandbox-scenarios.ts"

/** The simulated providers of a running hub; each command is a file of its own. */
export function addSandbox(program: Command, terminal: Terminal): void {
  const sandbox = program
    .command("sandbox")
    .description("the simulated providers of a running hub, and its clock")
  addSandboxScenarios(sandbox, terminal)
  addSandboxRun(sandbox, terminal)
  addSandboxClock(sandbox, terminal)
}
