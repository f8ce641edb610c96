import type { Command } from "commander"
import type { Terminal } from "../terminal.ts"
import { addSandboxAccounts } from "./sandbox-accounts.ts"
import { addSandboxAct } from "./sandbox-act.ts"
import { addSandboxClock } from "./sandbox-clock.ts"
import { addSandboxMisbehave } from "./sandbox-misbehave.ts"
import { addSandboxRun } from "./sandbox-run.ts"
import { addSandboxScenarios } from "./sandbox-scenarios.ts"
import { addSandboxStory } from "./sandbox-story.ts"
import { addSandboxThings } from "./sandbox-things.ts"
import { addSandboxWebhooks } from "./sandbox-webhooks.ts"

/** The simulated providers of a running hub; each command is a file of its own. */
export function addSandbox(program: Command, terminal: Terminal): void {
  const sandbox = program
    .command("sandbox")
    .description("the simulated providers of a running hub, and its clock")
  addSandboxAccounts(sandbox, terminal)
  addSandboxAct(sandbox, terminal)
  addSandboxThings(sandbox, terminal)
  addSandboxWebhooks(sandbox, terminal)
  addSandboxStory(sandbox, terminal)
  addSandboxMisbehave(sandbox, terminal)
  addSandboxScenarios(sandbox, terminal)
  addSandboxRun(sandbox, terminal)
  addSandboxClock(sandbox, terminal)
}
