import { Type } from "typebox"

import { MEMBER_ROLES } from "../../people/role.ts"
import { MerchantSchema, ScopeSchema } from "./merchant.ts"
import { Id, nullable, Time } from "./parts.ts"

export const RoleSchema = Type.Enum([...MEMBER_ROLES])

export const MeSchema = Type.Object(
  {
    id: Type.String({ description: "`per_…` of a person, `key_…` of an API key." }),
    kind: Type.Enum(["person", "apiKey"]),
    name: nullable(Type.String()),
    email: nullable(Type.String()),
    role: nullable(RoleSchema),
    scopes: Type.Array(ScopeSchema),
    two_factor: Type.Boolean({ description: "Does the person confirm logins with a code?" }),
    merchant: MerchantSchema,
    merchants: Type.Array(MerchantSchema, { description: "All whose member the person is." }),
  },
  { $id: "Me" },
)

export const ActorSchema = Type.Object(
  {
    id: Type.String({ description: "`per_…` of a person, `key_…` of an API key." }),
    kind: Type.Enum(["person", "apiKey"]),
    name: Type.String(),
  },
  { $id: "Actor" },
)

export const MemberSchema = Type.Object(
  {
    id: Id("person"),
    name: Type.String(),
    email: Type.String(),
    role: RoleSchema,
    two_factor: Type.Boolean({ description: "Does the person confirm logins with a code?" }),
    last_seen_at: nullable(Time),
    created_at: Time,
  },
  { $id: "Member" },
)

const invitation = {
  id: Id("invitation"),
  role: RoleSchema,
  email: nullable(Type.String()),
  created_by: Type.String({ description: "`per_…`, `key_…`, or `start`." }),
  created_at: Time,
  expires_at: Time,
}

export const InvitationSchema = Type.Object(invitation, { $id: "Invitation" })

export const NewInvitationSchema = Type.Object(
  {
    ...invitation,
    url: Type.String({ description: "The link, which works once. Shown this once." }),
  },
  { $id: "NewInvitation" },
)
