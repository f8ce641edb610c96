import { Type } from "typebox"

import { DELIVERY_STATES, DELIVERY_SUBJECTS } from "../../delivery/delivery.ts"
import { Id, nullable, Time } from "./parts.ts"

const delivery = {
  id: Id("delivery"),
  endpoint_id: Id("endpoint"),
  event_id: nullable(
    Id("event", "`webhook-id` of every attempt. Null of a request that is handed on as it came."),
  ),
  type: Type.String(),
  wire_event: Type.Union([Type.String(), Type.Null()], {
    description: "What the endpoint's dialect calls it; null in Paidout's own format.",
  }),
  subject: Type.Enum([...DELIVERY_SUBJECTS]),
  subject_id: Type.String(),
  sequence: Type.Integer(),
  state: Type.Enum([...DELIVERY_STATES]),
  attempt_count: Type.Integer({ minimum: 0 }),
  last_status: nullable(Type.Integer()),
  last_cause: nullable(Type.String()),
  next_attempt_at: nullable(Time),
  created_at: Time,
  finished_at: nullable(Time),
}

export const attemptSchema = Type.Object({
  id: Id("attempt"),
  number: Type.Integer({ minimum: 1 }),
  trigger: Type.String(),
  url: Type.String(),
  started_at: Time,
  duration_ms: Type.Integer({ minimum: 0 }),
  outcome: Type.Enum(["success", "failure"]),
  response_status: nullable(Type.Integer()),
  response_headers: nullable(Type.Record(Type.String(), Type.String())),
  response_body: Type.Union([Type.String(), Type.Null()], {
    description: "The first 16 KiB, as text.",
  }),
  cause: nullable(Type.String()),
  error: nullable(Type.String()),
})

const place = {
  endpoint_url: Type.String({ description: "Today's; each attempt has the one it went to." }),
  dialect: Type.String(),
  sending: Type.Boolean({ description: "An attempt is under way." }),
  held_because: Type.Union(
    [Type.Enum(["endpoint_disabled", "order", "retry_queue"]), Type.Null()],
    {
      description: "Why it waits in the queue although nothing failed, or beyond its time.",
    },
  ),
  waits_for_sequence: nullable(Type.Integer()),
  tries: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: "Of this run of the schedule, which a resend begins anew; null: not in the queue.",
  }),
  tries_max: Type.Integer({ minimum: 1, description: "That the endpoint's schedule has." }),
  last_duration_ms: nullable(Type.Integer({ minimum: 0 })),
}

export const ListedDeliverySchema = Type.Object(
  { ...delivery, ...place },
  { $id: "ListedDelivery" },
)

export const DeliverySchema = Type.Object(delivery, { $id: "Delivery" })

export const WholeDeliverySchema = Type.Object(
  {
    ...delivery,
    ...place,
    request: Type.Union(
      [
        Type.Object({
          format: Type.String(),
          headers: Type.Record(Type.String(), Type.Array(Type.String()), {
            description: "Without signatures and credentials: those are made for each attempt.",
          }),
          body_bytes: Type.Integer({ minimum: 0 }),
          body_sha256: Type.String(),
          masked: Type.Boolean({ description: "Account numbers are masked in it." }),
          body_text: Type.Union([Type.String(), Type.Null()], {
            description: "Where it is masked; another is revealed.",
          }),
        }),
        Type.Null(),
      ],
      { description: "As frozen when it was made; null: pruned, and made again by a resend." },
    ),
    resends: Type.Array(Type.Object({ by: Type.String(), at: Time }), {
      description: "Who had it sent again by itself, oldest first.",
    }),
    attempts: Type.Array(attemptSchema, { description: "The newest 100, newest first." }),
    attempts_pruned: Type.Integer({
      minimum: 0,
      description: "Attempts that were made so long ago that they are not kept any more.",
    }),
  },
  { $id: "WholeDelivery" },
)
