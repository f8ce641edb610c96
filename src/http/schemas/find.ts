import { Type } from "typebox"

import { FOUND_KINDS } from "../../pipeline/find/find-things.ts"

export const FoundThingSchema = Type.Object(
  {
    kind: Type.Enum([...FOUND_KINDS]),
    id: Type.String(),
    title: Type.String({ description: "What people call it." }),
    detail: Type.String(),
  },
  { $id: "FoundThing" },
)
