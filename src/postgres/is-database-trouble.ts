/**
 * Connections (08, 57), a server that takes no writes and conflicts with other transactions (25, 40,
 * 55), resources (53) and the system below (58).
 */
const SQL_STATES = /^(08|25|40|53|55|57|58)...$/
const SYSTEM_CODES = /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/

/** Is the database in trouble, or the way to it? Then the same work may go well a moment later. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = "code" in error ? error.code : undefined
  if (typeof code === "string") {
    return SQL_STATES.test(code) || SYSTEM_CODES.test(code) || isSocketAway(error)
  }
  // The driver's own errors carry no code.
  return /connection (terminated|error)|not queryable|end on the pool|timeout/i.test(error.message)
}

/** While the embedded server starts anew, its Unix socket is not there. */
function isSocketAway(error: Error): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException
  return syscall === "connect" && (code === "ENOENT" || code === "EAGAIN")
}
