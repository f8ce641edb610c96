import type { Command } from "commander"
import type { SourceSecrets } from "../../providers/provider.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { providerNamed } from "../recognise-provider.ts"
import { secretOption, secretsFrom } from "../secrets-option.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

interface AddOptions {
  readonly name?: string
  readonly secret?: SourceSecrets
  readonly json?: true
}

export function addSource(program: Command, terminal: Terminal): void {
  const source = program.command("source").description("provider accounts that send us webhooks")
  addList(source, terminal, LISTS.sources)
  source
    .command("add <provider>")
    .description("add an account at a provider, with the secrets that its webhooks carry")
    .option("--name <text>", "what people call it (default: the provider)")
    .addOption(secretOption())
    .option("--json", "the API's answer")
    .action(async (provider: string, options: AddOptions) => {
      const body = { name: options.name ?? provider, provider, secrets: given(provider, options) }
      const added = await connectHub(terminal).post<Answer>("/v1/sources", body)
      terminal.write(options.json ? json(added) : facts(terminal, shown(added)))
    })

  function given(provider: string, options: AddOptions): SourceSecrets {
    const { secretKinds } = providerNamed(provider)
    const secrets = secretsFrom(terminal, options.secret)
    if (Object.keys(secrets).length > 0) return secrets
    const example = secretKinds.map((kind) => `--secret ${kind}=…`).join(" ")
    throw new CommandFailure(EXIT.usage, `Without a secret nothing can be verified.`, {
      advice: `Take it from ${provider}'s webhook settings: paidout source add ${provider} ${example}`,
    })
  }
}

function shown({ id, provider, name, receive_url }: Answer): Answer {
  return { id, provider, name, receive_url }
}
