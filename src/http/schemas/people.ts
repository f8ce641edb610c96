import { Type } from "typebox"

import { MerchantSchema, ScopeSchema } from "./merchant.ts"
import { nullable } from "./parts.ts"

export const RoleSchema = Type.Enum(["owner", "operator", "viewer"])

export const MeSchema = Type.Object(
  {
    id: Type.String({ description: "`per_…` of a person, `key_…` of an API key." }),
    kind: Type.Enum(["person", "apiKey"]),
    name: nullable(Type.String()),
    email: nullable(Type.String()),
    role: nullable(RoleSchema),
    scopes: Type.Array(ScopeSchema),
    merchant: MerchantSchema,
    merchants: Type.Array(MerchantSchema, { description: "All whose member the person is." }),
  },
  { $id: "Me" },
)
