import type { Command } from "commander"
import type { SourceSecrets } from "../../providers/provider.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { changedSettings, credentialsFrom, pairsOption, type Pairs } from "../pairs-option.ts"
import { providerNamed } from "../recognise-provider.ts"
import { secretOption, secretsFrom } from "../secrets-option.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

interface Given {
  readonly name?: string
  readonly secret?: SourceSecrets
  readonly credential?: Pairs
  readonly setting?: Pairs
  readonly json?: true
}

interface Changes extends Given {
  readonly disable?: true
  readonly enable?: true
}

export function addSource(program: Command, terminal: Terminal): void {
  const source = program.command("source").description("provider accounts that send us webhooks")
  addList(source, terminal, LISTS.sources)
  const withOptions = (command: Command) =>
    command
      .addOption(secretOption())
      .addOption(
        pairsOption(
          "--credential <kind=value>",
          "opens the provider's API, e.g. api_key=…; repeatable (also: PAIDOUT_SOURCE_CREDENTIALS)",
        ),
      )
      .addOption(
        pairsOption("--setting <name=value>", "e.g. confirm=final; repeatable; empty removes it"),
      )
      .option("--json", "the API's answer")

  withOptions(
    source
      .command("add <provider>")
      .description("add an account at a provider, with the secrets that its webhooks carry")
      .option("--name <text>", "what people call it (default: the provider)"),
  ).action(async (provider: string, options: Given) => {
    const body = {
      name: options.name ?? provider,
      provider,
      secrets: secretsOf(provider, options),
      credentials: credentialsFrom(terminal.environment, options.credential),
      settings: options.setting && changedSettings({}, options.setting),
    }
    const added = await connectHub(terminal).post<Answer>("/v1/sources", body)
    terminal.write(options.json ? json(added) : facts(terminal, shown(added)))
  })

  withOptions(
    source
      .command("set <id>")
      .description("change a source: settings, credentials, further secrets, on or off")
      .option("--name <text>", "what people call it")
      .option("--disable", "its provider is answered 404")
      .option("--enable", "it listens again"),
  ).action(async (id: string, options: Changes) => {
    const hub = connectHub(terminal)
    const route = `/v1/sources/${encodeURIComponent(id)}`
    const before = await hub.get<{ readonly settings: Readonly<Record<string, unknown>> }>(route)
    const body = {
      name: options.name,
      // Beside those there are: the provider may still sign with the old one.
      add_secrets: options.secret,
      credentials: credentialsFrom(terminal.environment, options.credential),
      settings: options.setting && changedSettings(before.settings, options.setting),
      disabled: options.disable ?? (options.enable ? false : undefined),
    }
    if (Object.values(body).every((each) => each === undefined)) {
      throw new CommandFailure(EXIT.usage, "Say what to change, e.g. --setting confirm=final.")
    }
    const changed = await hub.patch<Answer>(route, body)
    terminal.write(options.json ? json(changed) : facts(terminal, shown(changed)))
  })

  function secretsOf(provider: string, options: Given): SourceSecrets {
    const { secretKinds } = providerNamed(provider)
    const secrets = secretsFrom(terminal, options.secret)
    if (Object.keys(secrets).length > 0) return secrets
    const example = secretKinds.map((kind) => `--secret ${kind}=…`).join(" ")
    throw new CommandFailure(EXIT.usage, `Without a secret nothing can be verified.`, {
      advice: `Take it from ${provider}'s webhook settings: paidout source add ${provider} ${example}`,
    })
  }
}

function shown(answer: Answer): Answer {
  const { id, provider, name, receive_url, has_credentials, settings, disabled_at } = answer
  return {
    id,
    provider,
    name,
    receive_url,
    credentials: has_credentials === true ? "yes" : "none: the provider cannot be asked",
    settings: JSON.stringify(settings),
    ...(disabled_at !== null && { disabled_at }),
  }
}
