import { Type } from "typebox"

import { PAYOUT_STATUSES } from "../../payout/status.ts"
import { MODES } from "../../pipeline/overview/gather-overview.ts"
import { Id, Money, nullable, Time } from "./parts.ts"

const Count = Type.Integer({ minimum: 0 })
const Rate = nullable(Type.Number({ minimum: 0, maximum: 1, description: "Null: of none." }))
const Currency = nullable(Type.String({ pattern: "^[A-Z]{3}$", description: "Null: not known." }))
const Seconds = nullable(Type.Number({ minimum: 0 }))
const Line = Type.Array(Count)
const Status = Type.Enum([...PAYOUT_STATUSES])

const sourceHealth = Type.Object({
  id: Id("source"),
  name: Type.String(),
  provider: Type.String(),
  live: nullable(Type.Boolean()),
  is_sandbox: Type.Boolean(),
  disabled: Type.Boolean(),
  last_message_at: nullable(Time),
  received_24h: Count,
  verified_rate: Rate,
  quarantined: Count,
  unrecognised: Count,
  waiting: Type.Integer({ minimum: 0, description: "Received and not applied yet." }),
  oldest_waiting_at: nullable(Time),
})

const endpointHealth = Type.Object({
  id: Id("endpoint"),
  url: Type.String(),
  description: nullable(Type.String()),
  state: Type.Enum(["active", "disabled"]),
  disabled_reason: nullable(Type.String()),
  failing_since: nullable(Time),
  delivered_24h: Count,
  failed_24h: Type.Integer({ minimum: 0, description: "Attempts that failed." }),
  success_rate: Rate,
  backlog: Type.Integer({ minimum: 0, description: "Deliveries to be sent, retries too." }),
  oldest_due_at: nullable(Time),
  last_attempt_at: nullable(Time),
  last_status: nullable(Type.Integer()),
  last_cause: nullable(Type.String()),
})

export const OverviewSchema = Type.Object(
  {
    from: Type.String({ format: "date-time", description: "Moved out to where a tally begins." }),
    to: Time,
    span_seconds: Type.Integer({ minimum: 60, description: "What one point of `series` sums up." }),
    mode: Type.Enum([...MODES], {
      description:
        "Whose payouts are summed up: `live` where a source is, else `test`, else the sandbox's.",
    }),
    is_complete: Type.Boolean({
      description: "False: payouts of before an upgrade are still being counted.",
    }),
    payouts: Type.Array(
      Type.Object({
        status: Status,
        currency: Currency,
        count: Count,
        amount: nullable(Money),
      }),
      { description: "Payouts created in this time, as they stand now." },
    ),
    success_rate: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: "`paid` of those that are `paid`, `failed` or `reversed`.",
    }),
    outcomes: Type.Array(Type.Object({ currency: Currency, success_rate: Rate })),
    time_to_paid: Type.Array(
      Type.Object({
        currency: Currency,
        count: Count,
        p50_seconds: Seconds,
        p95_seconds: Seconds,
      }),
      { description: "Of payouts that became paid in this time; right to a tenth." },
    ),
    series: Type.Object({
      starts_at: Type.Array(Time),
      received: Line,
      delivered: Line,
      attempts_failed: Line,
      payouts: Type.Array(Type.Object({ status: Status, counts: Line })),
    }),
    sources: Type.Array(sourceHealth),
    endpoints: Type.Array(endpointHealth),
    counted_max: Type.Integer({
      description: "Of what waits and what stands aside so many are counted, and no more.",
    }),
    setup: Type.Object(
      {
        source: Type.Boolean(),
        webhook: Type.Boolean(),
        callback: Type.Boolean(),
        mail: Type.Boolean(),
      },
      { description: "What a new merchant has done, by facts; the sandbox's do not count." },
    ),
  },
  { $id: "Overview" },
)
