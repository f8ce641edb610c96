import { PaidoutError, type ErrorCode } from "../errors.ts"
import type { LoginAnswer } from "../people/login.ts"

/** What better-auth says no with, in our codes. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  INVALID_EMAIL: "login_refused",
  INVALID_EMAIL_OR_PASSWORD: "login_refused",
  INVALID_PASSWORD: "login_refused",
  PASSWORD_TOO_SHORT: "password_refused",
  PASSWORD_TOO_LONG: "password_refused",
  INVALID_CODE: "code_refused",
  INVALID_BACKUP_CODE: "code_refused",
  INVALID_TWO_FACTOR_COOKIE: "code_refused",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: "code_refused",
  TOTP_NOT_ENABLED: "conflict",
  TOTP_ALREADY_ENABLED: "conflict",
  TWO_FACTOR_NOT_ENABLED: "conflict",
  BACKUP_CODES_NOT_ENABLED: "conflict",
}

/** As long as better-auth locks a second factor. */
const lockedSeconds = 900

/** @throws PaidoutError: the answer is a refusal. */
export function demandAccepted({ status, body }: LoginAnswer): void {
  if (status < 400) return
  const code = (body as { readonly code?: string } | null)?.code ?? ""
  const known = REFUSALS[code]
  if (known === "login_refused" && code === "INVALID_PASSWORD") {
    throw new PaidoutError(known, "That is not your current password.")
  }
  if (known !== undefined) throw new PaidoutError(known)
  if (status === 429) {
    throw new PaidoutError("rate_limited", "Too many wrong codes: wait a quarter of an hour.", {
      detail: { retry_after_seconds: lockedSeconds },
    })
  }
  if (status >= 500) throw new PaidoutError("unavailable")
  throw new PaidoutError(status === 401 ? "unauthorized" : "conflict")
}
