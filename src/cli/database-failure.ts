import { CommandFailure, EXIT } from "./exit.ts"

/** For: no such user, password, database or right; a standby; starting or stopping. */
const REFUSED = /^(28...|3D000|42501|25006|57P0.|53300|08...)$/
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENOENT)$/

/** A database that DATABASE_URL names and that cannot be used, in words for people. */
export function databaseFailure(error: unknown, databaseUrl: string | undefined) {
  if (databaseUrl === undefined || databaseUrl.trim() === "") return undefined
  if (!(error instanceof Error)) return undefined
  const { code = "", message } = error as NodeJS.ErrnoException
  const timedOut = /timeout expired|connection timeout/i.test(message)
  if (!REFUSED.test(code) && !UNREACHABLE.test(code) && !timedOut) return undefined
  // A name with several addresses gives an error of errors, which says nothing itself.
  const said = message === "" ? code : message
  return new CommandFailure(EXIT.failure, `The database cannot be used: ${said}.`, {
    code: "database_unavailable",
    cause: error,
  })
}
