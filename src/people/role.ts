/** What a member of a merchant may do there; the API's scopes say what that means. */
export const MEMBER_ROLES = ["owner", "operator", "viewer"] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]
