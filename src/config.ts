import ipaddr from "ipaddr.js"

import { PaidoutError } from "./errors.ts"
import { readMailbox, type Mailbox } from "./mail-address.ts"

/** What the environment says. Every variable is explained in the README's table. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Base of receive URLs; null: made from host and port. */
  readonly publicUrl: string | null
  readonly dataDir: string
  /** Null: the embedded server in `dataDir`. */
  readonly databaseUrl: string | null
  readonly apiKey: string | null
  readonly secretKey: string | null
  /** Null: no mail is sent. */
  readonly smtpUrl: string | null
  readonly mailFrom: Mailbox
  readonly allowEndpointCidrs: readonly string[]
  /** What each API key may call a second, in each process; null: as often as it likes. */
  readonly apiRatePerSecond: number | null
  /** Proxies before this hub, whose `X-Forwarded-For` is believed. */
  readonly trustedProxyCidrs: readonly string[]
  readonly logLevel: string
  readonly logAttempts: AttemptsLogged
  readonly retention: Retention
  /** Are the simulated providers and their clock there? */
  readonly sandbox: boolean
}

/** How long what is large is kept, in days; the ledger and its idempotency keys are kept for ever. */
export interface Retention {
  /** Requests as received, bodies of events, and what providers answered. */
  readonly bodiesDays: number
  /** Each try of a delivery, with what was answered. */
  readonly attemptsDays: number
}

/**
 * A week: who mends a key, a decoder or an endpoint after the weekend still finds the requests. Two
 * days: the health report looks back over one. At most a century: for ever, to a person.
 */
const RETENTION_DAYS = { bodiesMin: 7, attemptsMin: 2, max: 36_500 }

/** Which delivery attempts get a line in the log at level `info`. */
export const ATTEMPTS_LOGGED = ["failures", "all", "none"] as const
export type AttemptsLogged = (typeof ATTEMPTS_LOGGED)[number]

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"]

/** @throws PaidoutError config_invalid, naming the variable and what it takes. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const text = (name: string): string | null => {
    const value = environment[name]?.trim()
    return value === undefined || value === "" ? null : value
  }
  const databaseUrl = readDatabaseUrl(text("DATABASE_URL"))
  const config: Config = {
    host: text("HOST") ?? "127.0.0.1",
    port: readPort(text("PORT") ?? "8080"),
    publicUrl: readUrl("PUBLIC_URL", text("PUBLIC_URL"), ["http:", "https:"]),
    dataDir: text("DATA_DIR") ?? ".paidout",
    databaseUrl,
    apiKey: text("PAIDOUT_API_KEY"),
    secretKey: text("PAIDOUT_SECRET_KEY"),
    smtpUrl: readSmtpUrl(text("SMTP_URL")),
    mailFrom: readMailFrom(text("MAIL_FROM") ?? "Paidout <paidout@localhost>"),
    allowEndpointCidrs: readList(text("ALLOW_ENDPOINT_CIDRS")),
    apiRatePerSecond: readApiRate(text("API_RATE_PER_SECOND") ?? "100"),
    trustedProxyCidrs: readCidrs("TRUSTED_PROXY_CIDRS", text("TRUSTED_PROXY_CIDRS")),
    logLevel: text("LOG_LEVEL") ?? "info",
    logAttempts: readLogAttempts(text("LOG_ATTEMPTS") ?? "failures"),
    retention: {
      bodiesDays: readDays("RETAIN_BODIES_DAYS", text("RETAIN_BODIES_DAYS") ?? "90", {
        min: RETENTION_DAYS.bodiesMin,
      }),
      attemptsDays: readDays("RETAIN_ATTEMPTS_DAYS", text("RETAIN_ATTEMPTS_DAYS") ?? "30", {
        min: RETENTION_DAYS.attemptsMin,
      }),
    },
    sandbox: readSandbox(text("SANDBOX") ?? (databaseUrl === null ? "on" : "off")),
  }
  if (config.apiKey !== null && config.apiKey.length < 16) {
    throw new PaidoutError("config_invalid", "PAIDOUT_API_KEY must have 16 characters or more.")
  }
  if (config.secretKey !== null && config.secretKey.length < 16) {
    throw new PaidoutError("config_invalid", "PAIDOUT_SECRET_KEY must have 16 characters or more.")
  }
  if (config.databaseUrl !== null && config.secretKey === null) {
    throw new PaidoutError(
      "config_invalid",
      "With DATABASE_URL, PAIDOUT_SECRET_KEY is required: it opens what the database holds.",
    )
  }
  if (!LOG_LEVELS.includes(config.logLevel)) {
    throw new PaidoutError("config_invalid", `LOG_LEVEL takes one of ${LOG_LEVELS.join(", ")}.`)
  }
  return config
}

function readList(text: string | null): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
}

function readCidrs(name: string, text: string | null): readonly string[] {
  const cidrs = readList(text)
  const wrong = cidrs.find((cidr) => !ipaddr.isValid(cidr) && !ipaddr.isValidCIDR(cidr))
  if (wrong === undefined) return cidrs
  throw new PaidoutError("config_invalid", `${name}: "${wrong}" is no CIDR like 10.0.0.0/8.`)
}

function readApiRate(text: string): number | null {
  if (text === "off") return null
  const rate = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && rate >= 0.1 && rate <= 1_000_000) return rate
  throw new PaidoutError("config_invalid", "API_RATE_PER_SECOND takes 0.1 to 1000000, or off.")
}

function readLogAttempts(text: string): AttemptsLogged {
  const wanted = ATTEMPTS_LOGGED.find((each) => each === text)
  if (wanted !== undefined) return wanted
  throw new PaidoutError(
    "config_invalid",
    `LOG_ATTEMPTS takes one of ${ATTEMPTS_LOGGED.join(", ")}.`,
  )
}

function readDays(name: string, text: string, { min }: { readonly min: number }): number {
  const days = Number(text)
  const { max } = RETENTION_DAYS
  if (!/^\d+$/.test(text) || days < min || days > max) {
    throw new PaidoutError(
      "config_invalid",
      `${name} takes a whole number of days from ${min} to ${max}, not "${text}".`,
    )
  }
  return days
}

function readSandbox(text: string): boolean {
  if (text === "on" || text === "off") return text === "on"
  throw new PaidoutError("config_invalid", "SANDBOX takes one of on, off.")
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new PaidoutError("config_invalid", `PORT takes a number from 0 to 65535, not "${text}".`)
  }
  return port
}

function readUrl(name: string, text: string | null, protocols: readonly string[]): string | null {
  if (text === null) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !protocols.includes(url.protocol)) {
    const wanted = protocols.map((protocol) => `${protocol}//…`).join(" or ")
    throw new PaidoutError("config_invalid", `${name} takes a URL like ${wanted}.`)
  }
  return protocols.includes("http:") ? text.replace(/\/+$/, "") : text
}

function readDatabaseUrl(text: string | null): string | null {
  // Several hosts are libpq's; the driver would take them for the name of one.
  const [, hosts = ""] = /^[a-z]+:\/\/(?:[^@/]*@)?([^/?#]*)/i.exec(text ?? "") ?? []
  const query = new URLSearchParams(/\?([^#]*)/.exec(text ?? "")?.[1])
  if (hosts.includes(",") || query.get("host")?.includes(",") === true) {
    throw new PaidoutError(
      "config_invalid",
      "DATABASE_URL takes one host. For a primary and its standbys name the address that follows " +
        "the primary: a virtual IP, HAProxy or pgbouncer. See docs/failover.md.",
    )
  }
  const wanted = query.get("target_session_attrs") ?? "read-write"
  if (wanted !== "read-write" && wanted !== "primary") {
    throw new PaidoutError(
      "config_invalid",
      `DATABASE_URL: target_session_attrs=${wanted} would lead to a server that takes no writes. ` +
        "Leave it out: a standby is refused by itself.",
    )
  }
  return readUrl("DATABASE_URL", text, ["postgres:", "postgresql:"])
}

/** What may be set in the URL's query; anything else is taken for a mistake. */
const SMTP_SETTINGS = [
  "tls.rejectUnauthorized",
  "tls.servername",
  "requireTLS",
  "ignoreTLS",
  "name",
]

function readSmtpUrl(text: string | null): string | null {
  const checked = readUrl("SMTP_URL", text, ["smtp:", "smtps:"])
  if (checked === null) return null
  const { hostname, searchParams } = new URL(checked)
  if (hostname === "") {
    throw new PaidoutError("config_invalid", "SMTP_URL names no host.")
  }
  if ([...searchParams.keys()].some((name) => !SMTP_SETTINGS.includes(name))) {
    throw new PaidoutError(
      "config_invalid",
      `SMTP_URL takes no other parameters than ${SMTP_SETTINGS.join(", ")}.`,
    )
  }
  return checked
}

function readMailFrom(text: string): Mailbox {
  const mailbox = readMailbox(text)
  if (mailbox !== undefined) return mailbox
  throw new PaidoutError(
    "config_invalid",
    'MAIL_FROM takes an address like "hub@example.com" or "Paidout <hub@example.com>".',
  )
}
