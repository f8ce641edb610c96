import { Type } from "typebox"

import { ADVICE, FAILURE_CODES } from "../../payout/failure.ts"
import {
  BATCH_STATUSES,
  CERTAINTIES,
  CHANNELS,
  PAYMENT_STATUSES,
  PAYOUT_STATUSES,
} from "../../payout/status.ts"
import { Id, Money, nullable, StringMap, Time } from "./parts.ts"

const Failure = Type.Object({
  code: Type.Enum([...FAILURE_CODES]),
  provider_code: nullable(Type.String()),
  provider_reason: nullable(Type.String()),
  advice: Type.Enum([...ADVICE]),
})

const Destination = Type.Object({
  account_number: nullable(Type.String({ examples: ["**** 0099"] })),
  account_holder_name: nullable(Type.String({ examples: ["M*** C***"] })),
  account_type: nullable(Type.String()),
})

const payout = {
  id: Id("payout"),
  source_id: Id("source"),
  provider: Type.String(),
  provider_id: nullable(Type.String()),
  reference: nullable(Type.String()),
  batch_id: nullable(Id("batch")),
  amount: nullable(Money),
  status: Type.Enum([...PAYOUT_STATUSES]),
  reason: nullable(Type.String()),
  certainty: Type.Enum([...CERTAINTIES]),
  live: Type.Boolean(),
  sequence: Type.Integer({ minimum: 0 }),
  channel_code: nullable(Type.String()),
  description: nullable(Type.String()),
  metadata: nullable(StringMap),
  destination: nullable(Destination),
  replaces: nullable(Id("payout")),
  failure: nullable(Failure),
  estimated_arrival_at: nullable(Time),
  created_at: Time,
  updated_at: Time,
}

export const PayoutSchema = Type.Object(payout, { $id: "Payout" })

export const ListedPayoutSchema = Type.Object(
  {
    ...payout,
    has_attention: Type.Boolean({ description: "An attention item is open for it." }),
    replaced_by: Type.Union([Id("payout"), Type.Null()], {
      description: "The newest payout that was made in its place.",
    }),
  },
  { $id: "ListedPayout" },
)

export const HistoryEntrySchema = Type.Object(
  {
    event_id: Id("event", "`webhook-id` of its deliveries, where it was applied."),
    applied: Type.Boolean(),
    sequence: nullable(Type.Integer({ minimum: 1 })),
    status: Type.String(),
    previous_status: nullable(Type.String()),
    reason: nullable(Type.String()),
    certainty: Type.Enum([...CERTAINTIES]),
    refused_because: nullable(Type.String()),
    via: Type.Enum([...CHANNELS]),
    wire_event: Type.String(),
    message_id: nullable(Id("message")),
    reading_id: Type.Union([Id("reading"), Type.Null()], {
      description: "The answer of the provider's API that told it.",
    }),
    occurred_at: nullable(Time),
    recorded_at: Time,
    actor: Type.Union([Type.String(), Type.Null()], {
      description: "Whose word it is, of an operator: `key_…` or `per_…`.",
    }),
    note: nullable(Type.String()),
  },
  { $id: "HistoryEntry" },
)

const Counter = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  value: Type.String({ pattern: "^\\d+(\\.\\d+)?$" }),
})

export const BatchSchema = Type.Object(
  {
    id: Id("batch"),
    source_id: Id("source"),
    provider: Type.String(),
    provider_id: Type.String(),
    status: Type.Enum([...BATCH_STATUSES]),
    reason: nullable(Type.String()),
    live: Type.Boolean(),
    sequence: Type.Integer({ minimum: 0 }),
    counters: nullable(
      Type.Object({
        currency: Type.String(),
        pending: Counter,
        success: Counter,
        failed: Counter,
        cancelled: Counter,
      }),
    ),
    created_at: Time,
    updated_at: Time,
  },
  { $id: "Batch" },
)

const Charge = Type.Object({
  provider_id: Type.String(),
  status: Type.String(),
  amount: nullable(Money),
  paid_at: nullable(Time),
})

export const PaymentSchema = Type.Object(
  {
    id: Id("payment"),
    source_id: Id("source"),
    provider: Type.String(),
    provider_id: Type.String(),
    reference: nullable(Type.String()),
    payment_type: nullable(Type.Enum(["single", "multiple"])),
    amount: nullable(Money),
    status: Type.Enum([...PAYMENT_STATUSES]),
    cancellation_reason: nullable(Type.String()),
    live: Type.Boolean(),
    sequence: Type.Integer({ minimum: 0 }),
    metadata: nullable(StringMap),
    charges: Type.Array(Charge),
    expires_at: nullable(Time),
    created_at: Time,
    updated_at: Time,
    advice: Type.String({ description: "What to do about it in your system, in one sentence." }),
  },
  { $id: "Payment" },
)

export const WholeDestinationSchema = Type.Object(
  {
    account_number: nullable(Type.String()),
    account_holder_name: nullable(Type.String()),
    account_type: nullable(Type.String()),
  },
  { $id: "WholeDestination" },
)
