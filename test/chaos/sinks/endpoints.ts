import type { SourceName } from "../model/story.ts"
import type { BEHAVIOURS } from "./behaviours.ts"

/** The merchant's endpoints: what each wants to hear, and how it treats what it hears. */
export interface EndpointPlan {
  readonly name: string
  readonly behaviour: keyof typeof BEHAVIOURS
  /** Null: of all of them. */
  readonly sources: readonly SourceName[] | null
  readonly eventTypes: readonly string[]
  readonly isOrdered: boolean
  /** Waits after each failed try; short, so that a run sees a schedule end. */
  readonly retryDelaysMs: readonly number[] | null
}

export const ENDPOINT_PLANS: readonly EndpointPlan[] = [
  {
    name: "good",
    behaviour: "good",
    sources: null,
    eventTypes: ["*"],
    isOrdered: false,
    retryDelaysMs: null,
  },
  {
    name: "ordered",
    behaviour: "good",
    sources: ["xendit_small", "pivot"],
    eventTypes: ["*"],
    isOrdered: true,
    retryDelaysMs: null,
  },
  {
    name: "finals",
    behaviour: "good",
    sources: ["pivot", "adyen_transfers"],
    eventTypes: ["payout.paid", "payout.failed", "batch.*"],
    isOrdered: false,
    retryDelaysMs: null,
  },
  {
    name: "flaky",
    behaviour: "flaky",
    sources: ["xendit_small"],
    eventTypes: ["payout.*"],
    isOrdered: false,
    retryDelaysMs: [1_000, 1_000, 1_000],
  },
  {
    name: "hanging",
    behaviour: "hanging",
    sources: ["adyen_classic"],
    eventTypes: ["*"],
    isOrdered: false,
    retryDelaysMs: [1_000],
  },
  {
    name: "lying",
    behaviour: "lying",
    sources: ["adyen_transfers", "adyen_doubted"],
    eventTypes: ["*"],
    isOrdered: false,
    retryDelaysMs: [1_000, 1_000],
  },
]

/** As the API takes it. */
export function endpointBody(
  plan: EndpointPlan,
  made: { readonly url: string; readonly sourceIds: Readonly<Record<SourceName, string>> },
): object {
  const { sources, retryDelaysMs, behaviour } = plan
  return {
    url: made.url,
    event_types: plan.eventTypes,
    ordering: plan.isOrdered ? "payout" : "none",
    settings: {
      timeout_ms: behaviour === "good" ? 10_000 : 1_000,
      disable_after_hours: 0,
      ...(sources !== null && { source_ids: sources.map((name) => made.sourceIds[name]) }),
      ...(retryDelaysMs !== null && { retry_delays_ms: retryDelaysMs }),
    },
  }
}

export function wants(
  plan: Pick<EndpointPlan, "sources" | "eventTypes">,
  event: { readonly source: SourceName; readonly type: string },
): boolean {
  if (plan.sources !== null && !plan.sources.includes(event.source)) return false
  return plan.eventTypes.some(
    (pattern) =>
      pattern === "*" ||
      pattern === event.type ||
      (pattern.endsWith(".*") && event.type.startsWith(pattern.slice(0, -1))),
  )
}
