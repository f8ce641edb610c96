import { Type } from "typebox"

import { ATTEMPT_CAUSES } from "../../delivery/attempt-cause.ts"
import { ANSWER_CLASSES } from "../../delivery/delivery.ts"
import { RESEND_STATES, RESENDABLE_STATES, RESENT_IDS_MAX } from "../../delivery/resend.ts"
import { Id, nullable, Time } from "./parts.ts"

const State = Type.Enum([...RESENDABLE_STATES])
const Pattern = Type.String({ minLength: 1, maxLength: 100 })
const Count = Type.Integer({ minimum: 0 })
const patternsMax = 50

/** What a resend of many takes; at least one of them. */
export const ResendFilterFields = Type.Object(
  {
    endpoint_id: Type.Optional(Id("endpoint")),
    state: Type.Optional(
      Type.Union([State, Type.Array(State, { minItems: 1, maxItems: RESENDABLE_STATES.length })], {
        description: "One or several. What is queued or retrying is sent by itself.",
      }),
    ),
    never_delivered: Type.Optional(
      Type.Literal(true, { description: "Exhausted, missed or discarded." }),
    ),
    type: Type.Optional(
      Type.Union([Pattern, Type.Array(Pattern, { minItems: 1, maxItems: patternsMax })], {
        description: "`payout.paid`, `payout.*`, …; `message` for requests handed on as they came.",
      }),
    ),
    cause: Type.Optional(Type.Enum([...ATTEMPT_CAUSES])),
    answer: Type.Optional(Type.Enum([...ANSWER_CLASSES])),
    dialect: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
    delivery_ids: Type.Optional(
      Type.Array(Id("delivery"), {
        minItems: 1,
        maxItems: RESENT_IDS_MAX,
        description: "These and no other; beside it only `state` or `never_delivered`.",
      }),
    ),
    payout_id: Type.Optional(Id("payout")),
    event_id: Type.Optional(Id("event")),
    created_after: Type.Optional(
      Type.String({ format: "date-time", description: "At this time or later." }),
    ),
    created_before: Type.Optional(
      Type.String({ format: "date-time", description: "Before this time." }),
    ),
  },
  { additionalProperties: false },
)

export const ResendSchema = Type.Object(
  {
    id: Id("resend"),
    state: Type.Enum([...RESEND_STATES]),
    filter: Type.Unsafe<object>({ type: "object", description: "As it was asked for." }),
    total: nullable(
      Type.Integer({
        minimum: 0,
        description: "How many the filter found when it began; null: too many to count.",
      }),
    ),
    requeued: Type.Integer({ minimum: 0, description: "Put into the queue so far." }),
    waiting: Type.Integer({ minimum: 0, description: "In the queue, not tried yet." }),
    retrying: Type.Integer({
      minimum: 0,
      description: "In the queue, tried in vain, due again by the endpoint's schedule.",
    }),
    sent: Type.Integer({ minimum: 0, description: "Left the queue: delivered, or failed." }),
    delivered: Count,
    failed: Type.Integer({ minimum: 0, description: "Exhausted again." }),
    withdrawn: Type.Integer({
      minimum: 0,
      description: "Taken out again by the cancelling; they are what they were before.",
    }),
    skipped: Type.Integer({
      minimum: 0,
      description: "Not queued: their endpoint is disabled or deleted.",
    }),
    all_queued: Type.Boolean({ description: "Nothing more of it will be put into the queue." }),
    created_by: Type.String(),
    created_at: Time,
    finished_at: nullable(Time),
  },
  { $id: "Resend" },
)

export const ResendCountSchema = Type.Object(
  {
    total: nullable(
      Type.Integer({
        minimum: 0,
        description: "How many a resend of this filter would take now; null: too many to count.",
      }),
    ),
    endpoints: Type.Array(
      Type.Object({
        endpoint_id: Id("endpoint"),
        url: Type.Union([Type.String(), Type.Null()], { description: "Null: it was deleted." }),
        count: Count,
        active: Type.Boolean({ description: "Its part is skipped where it is not." }),
        rate_per_second: nullable(Type.Integer()),
      }),
    ),
    seconds: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: "About how long it goes on, by the endpoints' rate limits; null: not known.",
    }),
  },
  { $id: "ResendCount" },
)
