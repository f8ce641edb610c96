import type { SourceName, Webhook } from "../model/story.ts"
import type { EndpointPlan } from "../sinks/endpoints.ts"
import type { MerchantSink } from "../sinks/merchant-sink.ts"

/** What was done to the hub, as far as its ledger must show it. */
export interface Expectation {
  readonly webhooks: readonly Webhook[]
  /** UUIDs. */
  readonly sourceIds: Readonly<Record<SourceName, string>>
  readonly endpoints: readonly CheckedEndpoint[]
  /** How often a process that delivers was killed or taken for dead. */
  readonly hubsLost: number
  /** Some hub's own clock was wrong: ids of different hubs do not ascend. */
  readonly hasShiftedClocks: boolean
  /** The providers were silent for long: what their silence means has been said. */
  readonly silenceIsOver: boolean
}

export interface CheckedEndpoint {
  readonly plan: EndpointPlan
  /** UUID. */
  readonly id: string
  readonly sink: Pick<MerchantSink, "seen" | "requests" | "complaints">
}
