import { Type } from "typebox"

import { Id, nullable, Time } from "./parts.ts"

const Reading = {
  now: Time,
  ahead_seconds: Type.Number({
    minimum: 0,
    description: "How far it is ahead of the server's own time.",
  }),
}

export const SandboxClockSchema = Type.Object(
  {
    ...Reading,
    next_at: Type.Unsafe<string | null>({
      ...nullable(Time),
      description: "When something is due next, at a provider or in the hub; null: nothing is.",
    }),
    held_by: Type.Unsafe<{ readonly source_id: string | null } | null>({
      ...nullable(
        Type.Object({ source_id: nullable(Id("source", "Null: it is another merchant's.")) }),
      ),
      description: "A live source: while there is one, the clock cannot be moved.",
    }),
  },
  { $id: "SandboxClock" },
)

export const SandboxClockWalkSchema = Type.Object(
  {
    ...Reading,
    target: Time,
    reached: Type.Boolean({
      description:
        "False: the time for one call was over. Ask for `target` again, until it is reached.",
    }),
    stops: Type.Integer({
      minimum: 0,
      description: "At how many moments it stopped until what was due there was done.",
    }),
  },
  { $id: "SandboxClockWalk" },
)

export const SandboxClockWish = Type.Object(
  {
    advance_seconds: Type.Optional(Type.Number({ minimum: 0, maximum: 400 * 24 * 3_600 })),
    advance: Type.Optional(
      Type.String({ maxLength: 40, examples: ["24h", "P7D"], description: "24h, 1d12h, P7D, …" }),
    ),
    to: Type.Optional(Type.String({ format: "date-time" })),
  },
  { additionalProperties: false, description: "One of the three." },
)
