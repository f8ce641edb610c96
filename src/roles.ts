/**
 * What one process does; several may share a database and divide the work. `receive` is `/in/`,
 * `http` is the API and the documents, `sandbox` the simulated providers' side.
 */
export const ROLES = [
  "receive",
  "settle",
  "deliver",
  "reconcile",
  "http",
  "mail",
  "sandbox",
] as const
export type Role = (typeof ROLES)[number]
