import { Type } from "typebox"

import { MESSAGE_STATES } from "../../inbox/message-row.ts"
import { CHANNELS } from "../../payout/status.ts"
import { Id, Money, nullable, Time } from "./parts.ts"

const Subject = Type.Enum(["payout", "batch", "payment"])

const message = {
  id: Id("message"),
  source_id: Id("source"),
  state: Type.Enum([...MESSAGE_STATES]),
  reason: nullable(Type.String()),
  hint: nullable(Type.String()),
  wire_event: nullable(Type.String()),
  times_seen: Type.Integer({ minimum: 1 }),
  received_at: Time,
  last_seen_at: Time,
  remote_address: nullable(Type.String()),
  body_bytes: Type.Integer({ minimum: 0 }),
  answer_status: Type.Union([Type.Integer(), Type.Null()], {
    description: "Null: it was imported, so nobody answered it.",
  }),
  import_id: Type.Union([Id("import"), Type.Null()], {
    description: "Which import brought it; null: it was received.",
  }),
  verified: Type.Union([Type.Boolean(), Type.Null()], {
    description: "Of an imported one: whether its credentials were the source's at that time.",
  }),
}

export const MessageSchema = Type.Object(message, { $id: "Message" })

export const ListedMessageSchema = Type.Object(
  {
    ...message,
    about: Type.Union(
      [
        Type.Object({
          event_count: Type.Integer({ minimum: 0 }),
          subject: nullable(Subject),
          subject_id: nullable(Type.String()),
          reference: nullable(Type.String()),
        }),
        Type.Null(),
      ],
      {
        description:
          "With `read=true`: how many events it holds, and what the first is about; `subject_id` is " +
          "null where the ledger has not heard of that. Null: not asked for, or it cannot be read.",
      },
    ),
  },
  { $id: "ListedMessage" },
)

const verdict = Type.Object(
  {
    outcome: Type.Enum(["authentic", "refused", "released", "imported"]),
    reason: nullable(Type.String()),
    hint: Type.Union([Type.String(), Type.Null()], {
      description: "The likely mistake. Never a secret.",
    }),
    last_authentic_at: Type.Union([Time, Type.Null()], {
      description:
        "Of a refused one: when its source last sent what verified, so that a secret that was " +
        "regenerated is told from one that never fitted.",
    }),
  },
  { description: "What was thought of it when it came." },
)

const event = Type.Object({
  subject: Subject,
  subject_id: Type.Union([Type.String(), Type.Null()], {
    description: "`po_…`, `bat_…`, `pay_…`; null: the ledger has not heard of it.",
  }),
  wire_event: Type.String(),
  status: Type.String(),
  reason: nullable(Type.String()),
  provider_id: Type.String(),
  reference: nullable(Type.String()),
  amount: nullable(Money),
  live: nullable(Type.Boolean()),
  account: nullable(Type.String()),
  occurred_at: nullable(Type.String()),
  failure: nullable(
    Type.Object({
      code: Type.String(),
      provider_code: nullable(Type.String()),
      provider_reason: nullable(Type.String()),
    }),
  ),
  details: Type.Record(Type.String(), Type.String(), {
    description: "What else it tells, by name; account number and holder are masked.",
  }),
})

const decoded = Type.Object(
  {
    outcome: Type.Enum(["events", "ignored", "unrecognised"]),
    reason: nullable(Type.String()),
    hint: nullable(Type.String()),
    wire_event: nullable(Type.String()),
    event_count: Type.Integer({ minimum: 0 }),
    events: Type.Array(event, { description: "The first 100." }),
  },
  { description: "What it says, read again now." },
)

const effect = Type.Object({
  subject: Subject,
  subject_id: Type.String(),
  applied: Type.Boolean(),
  sequence: nullable(Type.Integer({ minimum: 1 })),
  status: Type.String(),
  previous_status: nullable(Type.String()),
  reason: nullable(Type.String()),
  refused_because: nullable(Type.String()),
  via: Type.Enum([...CHANNELS]),
  wire_event: Type.String(),
  recorded_at: Time,
  note: nullable(Type.String()),
})

export const WholeMessageSchema = Type.Object(
  {
    ...message,
    verdict,
    decoded: Type.Union([decoded, Type.Null()], {
      description: "Null: the body is not kept any more.",
    }),
    effects: Type.Array(effect, {
      description: "The entries of histories that it caused, those that were not applied too.",
    }),
    body_sha256: nullable(Type.String()),
    body_pruned: Type.Boolean(),
    held: nullable(
      Type.Object(
        {
          events: Type.Integer({ minimum: 1 }),
          held_at: Time,
          next_at: Time,
          finding: nullable(Type.String()),
        },
        {
          description:
            "Final news of it that waits until the provider's API has said the same (sources with " +
            "`confirm: final`): how much, when it is asked next, what the last try came to.",
        },
      ),
    ),
    headers: Type.Record(Type.String(), Type.Array(Type.String()), {
      description:
        "As received. A credential is never shown: only whether it matches today's secrets of the source or differs.",
    }),
    body_base64: Type.Union([Type.String(), Type.Null()], {
      description:
        "The exact bytes, for keys with the scope `raw`; null without, once pruned, and for people: they reveal it.",
    }),
    body_text: Type.Union([Type.String(), Type.Null()], {
      description: "The same as text, where the bytes are UTF-8.",
    }),
  },
  { $id: "WholeMessage" },
)

export const RevealedBodySchema = Type.Object(
  {
    body_base64: Type.String({ description: "The exact bytes." }),
    body_text: Type.Union([Type.String(), Type.Null()], {
      description: "The same as text, where the bytes are UTF-8.",
    }),
  },
  { $id: "RevealedBody" },
)

export const VerdictTodaySchema = Type.Object(
  {
    outcome: Type.Enum(["authentic", "refused"]),
    reason: nullable(Type.String()),
    hint: nullable(Type.String()),
  },
  { $id: "VerdictToday" },
)

const Count = Type.Integer({ minimum: 0 })

export const QuarantineCheckSchema = Type.Object(
  {
    verified: Type.Integer({
      minimum: 0,
      description: "They verify with today's secrets; without `dry_run` they were released.",
    }),
    refused: Count,
    left: Type.Integer({ minimum: 0, description: "Not looked at yet." }),
    next_after: Type.Union([Id("message"), Type.Null()], {
      description: "Send it as `after` to go on; null: all were looked at.",
    }),
  },
  { $id: "QuarantineCheck" },
)
