import { Type } from "typebox"

import { SourceSettingsSchema } from "../../merchants/source.ts"
import { MESSAGE_STATES } from "../../inbox/message-row.ts"
import { Id, nullable, Time } from "./parts.ts"

export const SourceSchema = Type.Object(
  {
    id: Id("source"),
    name: Type.String(),
    provider: Type.String(),
    live: Type.Union([Type.Boolean(), Type.Null()], {
      description: "Null until it is set or the first event tells.",
    }),
    receive_url: Type.String({ description: "What the provider is given as webhook URL." }),
    settings: SourceSettingsSchema,
    secrets: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
      description: "How many live secrets there are of each kind. Never a secret itself.",
    }),
    has_credentials: Type.Boolean(),
    sandbox: Type.Boolean({ description: "Made together with an account of the sandbox." }),
    disabled_at: nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { $id: "Source" },
)

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

export const WholeMessageSchema = Type.Object(
  {
    ...message,
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
      description: "The exact bytes, for keys with the scope `raw`; null without, or once pruned.",
    }),
    body_text: Type.Union([Type.String(), Type.Null()], {
      description: "The same as text, where the bytes are UTF-8.",
    }),
  },
  { $id: "WholeMessage" },
)
