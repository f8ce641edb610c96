import { CommandFailure, EXIT } from "./exit.ts"
import { connectHub, hubUrl } from "./hub-client.ts"
import type { Terminal } from "./terminal.ts"

interface Source {
  readonly id: string
  readonly provider: string
  readonly name: string
  /** Made together with an account of the sandbox, which alone knows its secret. */
  readonly sandbox: boolean
}

/**
 * Where to send a provider's webhooks: to the source of that id, else to the provider's only one
 * besides the sandbox's.
 * On the hub's own address, which need not be the public one that providers are given.
 */
export async function findReceiveUrl(
  terminal: Terminal,
  provider: string,
  sourceId: string | undefined,
): Promise<string> {
  const id = sourceId ?? (await onlySource(terminal, provider)).id
  return `${hubUrl(terminal)}/in/${encodeURIComponent(id)}`
}

async function onlySource(terminal: Terminal, provider: string): Promise<Source> {
  const page = await connectHub(terminal).get<{ data: readonly Source[] }>("/v1/sources", {
    limit: "100",
  })
  const all = page.data.filter((source) => source.provider === provider)
  const [first, ...others] = all.filter((source) => !source.sandbox)
  if (first === undefined) {
    const besides = all.length > 0 ? " but the sandbox's" : ""
    const play =
      all.length > 0
        ? `\nOr let the sandbox send webhooks: paidout sandbox act ${provider} create_payout`
        : ""
    throw new CommandFailure(EXIT.failure, `The hub has no source of ${provider} yet${besides}.`, {
      advice: `Add one: paidout source add ${provider} --secret kind=value${play}`,
    })
  }
  if (others.length === 0) return first
  const list = [first, ...others].map(({ id, name }) => `  ${id}  ${name}`).join("\n")
  throw new CommandFailure(EXIT.usage, `There are several sources of ${provider}:\n${list}`, {
    advice: "Say which: --source <id>.",
  })
}
