import { createHash } from "node:crypto"

import type { WebhookHeaders } from "../../providers/provider.ts"
import { memberTexts } from "../json-text.ts"

/** A saved webhook. */
export interface SavedWebhook {
  readonly headers: WebhookHeaders
  /** The exact bytes. */
  readonly body: Buffer
  /** RFC 3339 UTC; null: the line does not say. */
  readonly receivedAt: string | null
}

export type ImportLine =
  | { readonly outcome: "webhook"; readonly webhook: SavedWebhook }
  /** It holds no webhook. `why` begins with what is wrong. */
  | { readonly outcome: "fault"; readonly why: string }

/** The largest body that is taken: the same as of a webhook that is received. */
export const importedBytesMax = 1024 * 1024

const headersMax = 200
const headerBytesMax = 64 * 1024

const MEMBERS = ["received_at", "headers", "body", "body_base64"]
const MOMENT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)$/

/**
 * Reads one line of an import: `{"received_at"?, "headers"?, "body": "text" or JSON,
 * "body_base64"?}`, or the body of a webhook as it is. Never throws.
 */
export function readImportLine(line: Buffer): ImportLine {
  const wrapped = readWrapped(line)
  const read: ImportLine = wrapped ?? {
    outcome: "webhook",
    webhook: { headers: {}, body: line, receivedAt: null },
  }
  if (read.outcome === "webhook" && read.webhook.body.length > importedBytesMax) {
    return fault(`its body is larger than ${importedBytesMax} bytes`)
  }
  return read
}

/** What stands before the next line's hash: a chain tells whether all lines are the same. */
export function chainLine(before: Buffer, line: Uint8Array): Buffer {
  return createHash("sha256").update(before).update(line).digest()
}

/** Undefined: the line is no wrapping of ours, hence a body. */
function readWrapped(line: Buffer): ImportLine | undefined {
  if (!line.includes('"body')) return undefined
  const text = line.toString("utf8")
  const parsed = parseObject(text)
  if (parsed === undefined || !isWrapping(parsed)) return undefined
  const body = bodyOf(parsed, text)
  if (typeof body === "string") return fault(body)
  const headers = headersOf(parsed["headers"])
  if (typeof headers === "string") return fault(headers)
  const receivedAt = momentOf(parsed["received_at"])
  if (receivedAt === undefined) {
    return fault("received_at is no time like 2026-11-21T08:00:00Z")
  }
  return { outcome: "webhook", webhook: { headers, body, receivedAt } }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined
    return parsed as Record<string, unknown>
  } catch {
    return undefined
  }
}

function isWrapping(parsed: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(parsed)
  return (
    names.every((name) => MEMBERS.includes(name)) &&
    names.some((name) => name === "body" || name === "body_base64")
  )
}

/** The bytes, or what is wrong. */
function bodyOf(parsed: Readonly<Record<string, unknown>>, text: string): Buffer | string {
  const { body, body_base64: base64 } = parsed
  if (body !== undefined && base64 !== undefined) return "it has both body and body_base64"
  if (base64 !== undefined) {
    const isBase64 =
      typeof base64 === "string" && base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)
    return isBase64 ? Buffer.from(base64, "base64") : "body_base64 is no Base64"
  }
  if (typeof body === "string") return Buffer.from(body, "utf8")
  if (typeof body !== "object" || body === null) return "body is neither text nor JSON"
  return Buffer.from(memberTexts(text).get("body") ?? "", "utf8")
}

/** By their lower-case names, or what is wrong. */
function headersOf(told: unknown): WebhookHeaders | string {
  if (told === undefined || told === null) return {}
  if (typeof told !== "object" || Array.isArray(told)) return "headers is no object"
  const headers: Record<string, readonly string[]> = Object.create(null)
  let bytes = 0
  for (const [name, value] of Object.entries(told)) {
    const values = Array.isArray(value) ? value : [value]
    if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) return "headers has a name that no header can have"
    if (!values.every(isHeaderValue)) return "headers has a value that no header can have"
    const key = name.toLowerCase()
    headers[key] = [...(headers[key] ?? []), ...values]
    bytes += values.reduce((sum, each) => sum + name.length + each.length, 0)
  }
  const count = Object.values(headers).reduce((sum, values) => sum + values.length, 0)
  if (count > headersMax || bytes > headerBytesMax) return "it has too many headers"
  return headers
}

function isHeaderValue(value: unknown): value is string {
  // oxlint-disable-next-line no-control-regex -- what no header can carry
  return typeof value === "string" && !/[\u0000-\u0008\u000A-\u001F\u007F]/.test(value)
}

/** Null: not told; undefined: no time. */
function momentOf(told: unknown): string | null | undefined {
  if (told === undefined || told === null) return null
  if (typeof told !== "string" || !MOMENT.test(told)) return undefined
  const moment = new Date(told)
  return moment.getTime() >= 0 ? moment.toISOString() : undefined
}

function fault(why: string): ImportLine {
  return { outcome: "fault", why }
}
