import { Option, type Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { paragraph } from "../paragraph.ts"
import type { Terminal } from "../terminal.ts"

interface ScenarioAnswer {
  readonly name: string
  readonly summary: string
  readonly shows: string
  readonly providers: readonly string[]
}

export function addSandboxScenarios(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("scenarios")
    .description("the stories that a simulated provider can play")
    .addOption(new Option("--provider <name>", "only those of this provider"))
    .option("--json", "the API's answer")
    .action(async ({ provider, json: asJson }: { provider?: string; json?: true }) => {
      const { data } = await connectHub(terminal).get<{ data: readonly ScenarioAnswer[] }>(
        "/v1/sandbox/scenarios",
      )
      const shown = data.filter(
        ({ providers }) => provider === undefined || providers.includes(provider),
      )
      terminal.write(asJson === true ? json({ data: shown }) : listing(terminal, shown))
    })
}

function listing(terminal: Terminal, scenarios: readonly ScenarioAnswer[]): string {
  if (scenarios.length === 0) return "There are no such scenarios.\n"
  const told = scenarios.map(({ name, summary, shows, providers }) => {
    const head = `${bold(terminal, name)}  ${providers.join(", ")}\n`
    return `${head}${paragraph(summary)}${paragraph(`→ ${shows}`, { hanging: "  " })}`
  })
  return `${told.join("\n")}\nPlay one: paidout sandbox run ${scenarios[0]?.name ?? ""}\n`
}

function bold(terminal: Terminal, text: string): string {
  return terminal.colour ? `\u001B[1m${text}\u001B[22m` : text
}
