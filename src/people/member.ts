import type { MemberRole } from "./role.ts"

export interface Member {
  /** The person's. */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: MemberRole
  readonly hasSecondFactor: boolean
  /** To a day; null: not logged in for longer than sessions are kept. */
  readonly seenAt: Date | null
  readonly createdAt: Date
}
