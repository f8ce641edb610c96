import { oneLine } from "./mail-text.ts"

/** Why nobody, or not everybody, got a mail. */
export const MAIL_CAUSES = [
  "connection_refused",
  "connection_lost",
  "dns",
  "tls",
  "timeout",
  "authentication",
  // the server said 4xx: not now
  "deferred",
  // the server said 5xx: never
  "rejected",
  // this process is stopping
  "stopped",
  "network",
] as const
export type MailCause = (typeof MAIL_CAUSES)[number]

export interface MailFailure {
  readonly cause: MailCause
  /** What the server answered, or what the machine says; one line, without the password. */
  readonly answer: string
}

const CAUSE_OF_CODE: Readonly<Record<string, MailCause>> = {
  EAUTH: "authentication",
  EDNS: "dns",
  ETLS: "tls",
  ETIMEDOUT: "timeout",
  ECONNECTION: "connection_lost",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_lost",
  EPIPE: "connection_lost",
  EPROTO: "tls",
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/

/** Names what nodemailer threw. */
export function mailFailureOf(error: unknown, hide: (text: string) => string): MailFailure {
  const { code = "", originalCode = "", response, responseCode, message } = fieldsOf(error)
  return { cause: causeOf(), answer: oneLine(hide(response ?? message ?? "no answer")) }

  function causeOf(): MailCause {
    if (code === "EAUTH") return "authentication"
    if (responseCode !== undefined && responseCode >= 400 && responseCode < 600) {
      return responseCode < 500 ? "deferred" : "rejected"
    }
    if (TLS_CODE.test(originalCode) || TLS_CODE.test(code)) return "tls"
    return CAUSE_OF_CODE[originalCode] ?? CAUSE_OF_CODE[code] ?? "network"
  }
}

interface ErrorFields {
  readonly code?: string
  readonly originalCode?: string
  readonly response?: string
  readonly responseCode?: number
  readonly message?: string
}

function fieldsOf(error: unknown): ErrorFields {
  return typeof error === "object" && error !== null ? error : {}
}

/**
 * Takes the credentials out of a text: a server may repeat the command line it did not understand,
 * and there they stand in base64.
 */
export function credentialHider(smtpUrl: string): (text: string) => string {
  const { username, password } = new URL(smtpUrl)
  const secrets = credentialForms(decoded(username), decoded(password)).filter(
    (form) => form.length > 0,
  )
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "***"), text)
}

function credentialForms(user: string, password: string): readonly string[] {
  if (password === "") return []
  const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64")
  const plain = base64(`\u0000${user}\u0000${password}`)
  return [plain, base64(password), encodeURIComponent(password), password]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
