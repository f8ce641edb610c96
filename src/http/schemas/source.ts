import { Type } from "typebox"

import { SourceSettingsSchema } from "../../merchants/source.ts"
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
    live_secrets: Type.Array(
      Type.Object({
        id: Type.String({ description: "For `remove_secrets`." }),
        kind: Type.String(),
        hint: Type.String({ description: "Its last characters." }),
      }),
      { description: "Each live secret, newest first of its kind. Never a secret itself." },
    ),
    has_credentials: Type.Boolean(),
    activity: Type.Object(
      {
        last_message_at: nullable(Time),
        last_verified_at: nullable(Time),
        received: Type.Integer({ minimum: 0 }),
        verified: Type.Integer({ minimum: 0 }),
        counted_since: Type.Union([Time, Type.Null()], {
          description: "Null: the last 24 hours. Later where more came than is counted.",
        }),
        quarantined: Type.Integer({ minimum: 0 }),
      },
      {
        description:
          "What it was sent: the last, and of 24 hours, among the newest 2,000 messages of all " +
          "sources; `quarantined` is what waits, among the newest 2,000 that wait.",
      },
    ),
    api: Type.Object(
      {
        state: Type.Enum(["none", "no_credentials", "not_asked", "answers", "fails"]),
        failing_since: nullable(Time),
        finding: nullable(Type.String()),
        detail: nullable(Type.String()),
      },
      { description: "Whether the provider's API can be asked, as of the last call." },
    ),
    sandbox: Type.Boolean({ description: "Made together with an account of the sandbox." }),
    disabled_at: nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { $id: "Source" },
)

export const SampleAnswerSchema = Type.Object(
  {
    accepted: Type.Boolean({ description: "It was acknowledged: stored as authentic." }),
    response_status: nullable(Type.Integer()),
    response_body: nullable(Type.String()),
    cause: nullable(Type.String()),
    error: nullable(Type.String()),
    duration_ms: Type.Integer({ minimum: 0 }),
    message_id: Type.Union([Id("message"), Type.Null()], {
      description: "What was stored of it; null: it did not arrive.",
    }),
  },
  { $id: "SampleAnswer" },
)
