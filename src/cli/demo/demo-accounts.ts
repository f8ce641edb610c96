import { CommandFailure, EXIT } from "../exit.ts"
import type { HubClient } from "../hub-client.ts"
import type { DemoAccount } from "./demo-provider.ts"

const ROUTE = "/v1/sandbox/accounts"

/** With what is told only of a whole account. */
export interface ReadyAccount extends DemoAccount {
  readonly source_id: string
  readonly misbehaviour: object
}

/**
 * The oldest account at a simulated provider that is connected to a source of the hub; one is made
 * where there is none.
 * @throws CommandFailure where it plays a scenario just now
 */
export async function findDemoAccount(hub: HubClient, provider: string): Promise<ReadyAccount> {
  const { data } = await hub.get<{ data: readonly DemoAccount[] }>(ROUTE, {
    provider,
    limit: "100",
  })
  const connected = data.findLast(({ source_id: sourceId }) => sourceId !== null)
  const account =
    connected === undefined
      ? await hub.post<ReadyAccount>(ROUTE, { provider })
      : await hub.get<ReadyAccount>(`${ROUTE}/${encodeURIComponent(connected.id)}`)
  const runs = await hub.get<{ data: readonly { id: string }[] }>("/v1/sandbox/runs", {
    account_id: account.id,
    state: "running",
  })
  const [run] = runs.data
  if (run === undefined) return account
  throw new CommandFailure(EXIT.failure, `The account at ${provider} plays ${run.id} just now.`, {
    advice: `Wait for its end, or: paidout sandbox cancel ${run.id}`,
  })
}
