import type { MemberRole } from "./role.ts"

/** A link that makes whoever opens it a member, once. Of its token only a keyed hash is kept. */
export interface Invitation {
  readonly merchantId: string
  readonly id: string
  readonly role: MemberRole
  /** Null: whoever holds the link. */
  readonly email: string | null
  /** `per_…`, `key_…`, or `start`. */
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

export const INVITATION_COLUMNS = `merchant_id as "merchantId", id, role, email,
  created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt"`

/** Who made the first owner's link. */
export const STARTED_BY = "start"
