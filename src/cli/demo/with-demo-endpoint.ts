import type { HubClient } from "../hub-client.ts"
import { createDemoReceiver, type DemoReceiver } from "./demo-receiver.ts"

const ROUTE = "/v1/endpoints"
const DESCRIPTION = "paidout demo: removed at its end"

interface EndpointAnswer {
  readonly id: string
  readonly url: string
  readonly description: string | null
}

/** Does something while a receiver of this process is an endpoint of the hub. */
export async function withDemoEndpoint<Result>(
  hub: HubClient,
  sourceIds: readonly string[],
  work: (receiver: DemoReceiver) => Promise<Result>,
): Promise<Result> {
  await removeLeftOver(hub)
  const receiver = await createDemoReceiver()
  try {
    const { id, secret } = await hub.post<EndpointAnswer & { readonly secret: string }>(ROUTE, {
      url: receiver.url,
      description: DESCRIPTION,
      event_types: ["payout.*", "batch.*"],
      settings: { source_ids: sourceIds },
    })
    receiver.secret = secret
    try {
      return await work(receiver)
    } finally {
      await hub.delete(`${ROUTE}/${encodeURIComponent(id)}`)
    }
  } finally {
    await receiver.close()
  }
}

/** Of a demo that was killed: nobody answers there any more. */
async function removeLeftOver(hub: HubClient): Promise<void> {
  const { data } = await hub.get<{ data: readonly EndpointAnswer[] }>(ROUTE, { limit: "100" })
  for (const { id, url, description } of data) {
    if (description !== DESCRIPTION || (await isAnswered(url))) continue
    await hub.delete(`${ROUTE}/${encodeURIComponent(id)}`)
  }
}

async function isAnswered(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1_000) })
    return true
  } catch {
    return false
  }
}
