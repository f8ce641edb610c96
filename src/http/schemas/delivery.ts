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

export const DeliverySchema = Type.Object(delivery, { $id: "Delivery" })

export const WholeDeliverySchema = Type.Object(
  {
    ...delivery,
    attempts: Type.Array(attemptSchema, { description: "The newest 100, newest first." }),
    attempts_pruned: Type.Integer({
      minimum: 0,
      description: "Attempts that were made so long ago that they are not kept any more.",
    }),
  },
  { $id: "WholeDelivery" },
)
