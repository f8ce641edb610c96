import { idUuid } from "../../src/ids.ts"
import type { CheckedEndpoint } from "./checks/expectation.ts"
import { ADYEN_ACCOUNT } from "./model/draw-adyen.ts"
import { PIVOT_MERCHANT } from "./model/draw-pivot.ts"
import { XENDIT_BUSINESS } from "./model/draw-xendit.ts"
import { ADYEN_KEY, PIVOT_KEY, XENDIT_TOKEN } from "./model/sign-webhook.ts"
import { SOURCE_NAMES, type SourceName } from "./model/story.ts"
import type { SeededRandom } from "./seeded-random.ts"
import { BEHAVIOURS } from "./sinks/behaviours.ts"
import { endpointBody, ENDPOINT_PLANS } from "./sinks/endpoints.ts"
import { startMerchantSink, type MerchantSink } from "./sinks/merchant-sink.ts"
import { API_KEY } from "./stage.ts"

export interface ConnectedMerchant {
  /** UUIDs. */
  readonly sourceIds: Readonly<Record<SourceName, string>>
  /** `/in/src_…`. */
  readonly paths: Readonly<Record<SourceName, string>>
  readonly endpoints: readonly (CheckedEndpoint & { readonly sink: MerchantSink })[]
  close(): Promise<void>
}

const SOURCE_BODIES: Readonly<Record<"xendit" | "pivot" | "adyen", object>> = {
  xendit: { secrets: { callback_token: XENDIT_TOKEN }, settings: { account: XENDIT_BUSINESS } },
  pivot: { secrets: { callback_api_key: PIVOT_KEY }, settings: { account: PIVOT_MERCHANT } },
  adyen: { secrets: { hmac_key: ADYEN_KEY }, settings: { account: ADYEN_ACCOUNT }, live: false },
}

/** Makes the merchant's sources and endpoints through the API, as a merchant does. */
export async function connectMerchant(
  url: string,
  random: SeededRandom,
): Promise<ConnectedMerchant> {
  const named: [SourceName, string][] = []
  for (const name of SOURCE_NAMES) {
    const provider = name.split("_")[0] as keyof typeof SOURCE_BODIES
    const { id } = await post(url, "/v1/sources", { name, provider, ...SOURCE_BODIES[provider] })
    named.push([name, id])
  }
  const texts = Object.fromEntries(named) as Record<SourceName, string>
  const uuids = named.map(([name, id]) => [name, idUuid("source", id) ?? ""])
  const endpoints: (CheckedEndpoint & { readonly sink: MerchantSink })[] = []
  for (const plan of ENDPOINT_PLANS) {
    const sink = await startMerchantSink(BEHAVIOURS[plan.behaviour], random.fork(plan.name))
    const body = endpointBody(plan, { url: sink.url, sourceIds: texts })
    const { id, secret = "" } = await post(url, "/v1/endpoints", body)
    sink.secret = secret
    sink.begin()
    endpoints.push({ plan, id: idUuid("endpoint", id) ?? "", sink })
  }
  return {
    sourceIds: Object.fromEntries(uuids) as Record<SourceName, string>,
    paths: Object.fromEntries(named.map(([name, id]) => [name, `/in/${id}`])) as Record<
      SourceName,
      string
    >,
    endpoints,
    async close() {
      await Promise.all(endpoints.map(({ sink }) => sink.close()))
    },
  }
}

async function post(
  url: string,
  path: string,
  body: object,
): Promise<{ readonly id: string; readonly secret?: string }> {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as { id: string; secret?: string }
}
