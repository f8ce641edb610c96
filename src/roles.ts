/** What one process does; several may share a database and divide the work. */
export const ROLES = ["receive", "settle", "deliver", "reconcile", "mail", "sandbox"] as const
export type Role = (typeof ROLES)[number]
