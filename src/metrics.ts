import { Counter, Gauge, Histogram, Registry } from "prom-client"

import { OF_THE_DATABASE } from "./metrics-snapshot.ts"
import { watchProcess } from "./process-metrics.ts"
import { version } from "./version.ts"

/** What `/metrics` tells besides counters: read from the database when it is scraped. */
export interface QueueDepths {
  readonly unsettled: number
  /** Null where nothing waits. */
  readonly oldestUnsettledSeconds: number | null
  readonly dueDeliveries: number
  readonly duePolls: number
  /** Null where none is overdue. */
  readonly oldestDueSeconds: number | null
  /** By state. */
  readonly endpoints: Readonly<Record<"active" | "failing" | "disabled", number>>
  readonly parked: Readonly<Record<string, number>>
  /** By kind; all kinds are there. */
  readonly attentionOpen: Readonly<Record<string, number>>
}

export type Metrics = ReturnType<typeof createMetrics>

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** What may also take retries, or the end of a backlog. */
const longSecondsBuckets = [...secondsBuckets, 120, 900, 3_600, 21_600, 86_400]

/** One registry per hub. Labels are closed sets: no id, URL or account is ever one. */
export function createMetrics() {
  const registry = new Registry()
  watchProcess(registry, version)
  /** What is known to come is there from the start: a rate misses the first of what is not. */
  const counter = <Label extends string>(
    name: string,
    help: string,
    labels: { readonly names: Label[]; readonly known?: readonly Record<Label, string>[] },
  ) => {
    const made = new Counter({ name, help, labelNames: labels.names, registers: [registry] })
    for (const known of labels.known ?? []) made.inc(known, 0)
    return made
  }
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    options: { readonly labelNames?: Label[]; readonly buckets?: number[] } = {},
  ) => new Histogram({ name, help, buckets: secondsBuckets, ...options, registers: [registry] })
  return {
    registry,
    received: counter("paidout_received_total", "Requests to receive URLs.", {
      names: ["provider", "outcome"],
    }),
    refused: counter("paidout_refused_total", "Webhooks refused as not authentic.", {
      names: ["provider", "reason"],
    }),
    settled: counter("paidout_settled_total", "Messages settled.", {
      names: ["outcome"],
      known: [{ outcome: "events" }, { outcome: "ignored" }, { outcome: "unrecognised" }],
    }),
    events: counter("paidout_events_total", "Events applied to the ledger or not.", {
      names: ["subject", "outcome"],
    }),
    confirmations: counter(
      "paidout_confirmations_total",
      "Final news that its provider is asked to confirm: held, and what it came to.",
      {
        names: ["outcome"],
        known: [
          { outcome: "held" },
          { outcome: "confirmed" },
          { outcome: "contradicted" },
          { outcome: "given_up" },
          { outcome: "released" },
        ],
      },
    ),
    polls: counter("paidout_polls_total", "What providers were asked for, by what it came to.", {
      names: ["provider", "outcome"],
    }),
    vendorCalls: counter("paidout_vendor_calls_total", "HTTP calls to providers' APIs.", {
      names: ["provider", "outcome"],
    }),
    deliveries: counter("paidout_deliveries_total", "Deliveries that came to an end.", {
      names: ["outcome"],
      known: [{ outcome: "delivered" }, { outcome: "exhausted" }],
    }),
    attempts: counter("paidout_attempts_total", "Delivery attempts, by cause of failure.", {
      names: ["cause"],
      known: [{ cause: "none" }],
    }),
    mails: counter("paidout_mails_total", "Tries of mails, by what they came to.", {
      names: ["kind", "outcome"],
    }),
    prunedPartitions: counter(
      "paidout_pruned_partitions_total",
      "Partitions dropped because what they hold is old.",
      {
        names: ["table"],
        known: [
          { table: "messages" },
          { table: "event_bodies" },
          { table: "readings" },
          { table: "attempts" },
        ],
      },
    ),
    receiveSeconds: histogram("paidout_receive_seconds", "From the whole request to the answer."),
    settleSeconds: histogram("paidout_settle_seconds", "One batch of settle."),
    pollSeconds: histogram(
      "paidout_poll_seconds",
      "One read of a provider's API, with its calls.",
      {
        labelNames: ["provider"],
      },
    ),
    attemptSeconds: histogram("paidout_attempt_seconds", "One delivery attempt."),
    deliverWaitSeconds: histogram(
      "paidout_deliver_wait_seconds",
      "From when a delivery was due until its attempt began; bulk: part of a resend of many.",
      { labelNames: ["kind"], buckets: longSecondsBuckets },
    ),
    webhookToDeliverySeconds: histogram(
      "paidout_webhook_to_delivery_seconds",
      "From a webhook's receipt until an endpoint accepted what it told, retries included.",
      { buckets: longSecondsBuckets },
    ),
    settleWaitSeconds: histogram(
      "paidout_settle_wait_seconds",
      "From a webhook's receipt until a batch of settle took it.",
      { buckets: longSecondsBuckets },
    ),
    /** Adds the gauges; `read` runs once per scrape. Where it fails, they keep their last values. */
    watchQueues(read: () => Promise<QueueDepths>): void {
      watchQueues(registry, read)
    },
  }
}

function watchQueues(registry: Registry, read: () => Promise<QueueDepths>): void {
  let reading: Promise<QueueDepths | undefined> | undefined
  // All gauges of one scrape wait for one reading.
  const readOnce = () =>
    (reading ??= read()
      .catch(() => undefined)
      .finally(() => (reading = undefined)))
  const gauge = (name: string, help: string, read: (depths: QueueDepths) => number) =>
    new Gauge({
      name,
      help,
      aggregator: OF_THE_DATABASE,
      registers: [registry],
      async collect() {
        const depths = await readOnce()
        if (depths !== undefined) this.set(read(depths))
      },
    })
  const gaugeBy = (
    label: "state" | "kind",
    name: string,
    help: string,
    read: (depths: QueueDepths) => Readonly<Record<string, number>>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      aggregator: OF_THE_DATABASE,
      registers: [registry],
      async collect() {
        const depths = await readOnce()
        if (depths === undefined) return
        for (const [value, count] of Object.entries(read(depths))) {
          this.set({ [label]: value }, count)
        }
      },
    })
  gauge(
    "paidout_unsettled",
    "Messages that wait to be settled; of many, a lower bound.",
    ({ unsettled }) => unsettled,
  )
  gauge(
    "paidout_unsettled_oldest_seconds",
    "Age of the oldest message that waits to be settled; 0 where none waits.",
    ({ oldestUnsettledSeconds }) => oldestUnsettledSeconds ?? 0,
  )
  gauge(
    "paidout_due_deliveries",
    "Deliveries that are still to be made; of many, a lower bound.",
    ({ dueDeliveries }) => dueDeliveries,
  )
  gauge(
    "paidout_due_polls",
    "What is to be asked for by now; of many, a lower bound.",
    ({ duePolls }) => duePolls,
  )
  gauge(
    "paidout_due_oldest_seconds",
    "How long the most overdue delivery of an active endpoint has been due; 0 where none is.",
    ({ oldestDueSeconds }) => oldestDueSeconds ?? 0,
  )
  gaugeBy(
    "state",
    "paidout_endpoints",
    "Endpoints: active, failing (active, and nothing but failures of late) or disabled.",
    ({ endpoints }) => endpoints,
  )
  gaugeBy(
    "state",
    "paidout_parked_messages",
    "Messages that wait for a person; of many, a lower bound.",
    ({ parked }) => parked,
  )
  gaugeBy(
    "kind",
    "paidout_attention_open",
    "Open attention items, by kind; of many, a lower bound.",
    ({ attentionOpen }) => attentionOpen,
  )
}
