import { Type } from "typebox"

import { SCOPES } from "../../merchants/api-key.ts"
import { Id, nullable, StringMap, Time } from "./parts.ts"

export const ScopeSchema = Type.Enum([...SCOPES])

export const MerchantSchema = Type.Object(
  { id: Id("merchant"), name: Type.String(), created_at: Time },
  { $id: "Merchant" },
)

const apiKey = {
  id: Id("apiKey"),
  name: Type.String(),
  hint: Type.String({ description: "Enough of the key to recognise it." }),
  scopes: Type.Array(ScopeSchema),
  created_by: Type.Union([Type.String(), Type.Null()], {
    description: "`key_…` or `per_…`; `start` for the first one.",
  }),
  created_at: Time,
  last_used_at: nullable(Time),
  revoked_at: nullable(Time),
}

export const ApiKeySchema = Type.Object(apiKey, { $id: "ApiKey" })

export const NewApiKeySchema = Type.Object(
  { ...apiKey, key: Type.String({ description: "Shown this once." }) },
  { $id: "NewApiKey" },
)

export const AuditEntrySchema = Type.Object(
  {
    id: Id("audit"),
    actor: Type.String(),
    action: Type.String(),
    object: Type.String(),
    before: nullable(StringMap),
    after: nullable(StringMap),
    at: Time,
  },
  { $id: "AuditEntry" },
)
