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
    has_credentials: Type.Boolean(),
    sandbox: Type.Boolean({ description: "Made together with an account of the sandbox." }),
    disabled_at: nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { $id: "Source" },
)
