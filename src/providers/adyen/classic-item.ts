/**
 * One item of a standard webhook, the same whether it came as JSON, form or SOAP. Every value is
 * the text of the wire, untrimmed, because the signature is over that text; absent, null and nil
 * are the empty string, as they are signed.
 * Source: Adyen OpenAPI Webhooks-v1; Notification.wsdl for SOAP.
 */
export interface ClassicItem extends Readonly<Record<ClassicField, string>> {
  readonly additionalData: ReadonlyMap<string, string>
}

export interface ClassicMessage {
  readonly wire: "json" | "form" | "soap"
  /** `"true"`, `"false"` or what else the wire says; empty when it says nothing. */
  readonly live: string
  readonly items: readonly ClassicItem[]
}

export type ClassicField = (typeof CLASSIC_FIELDS)[number]

/** Flat, as the HTTP form has them; in JSON and SOAP `value` and `currency` stand in `amount`. */
export const CLASSIC_FIELDS = [
  "pspReference",
  "originalReference",
  "merchantAccountCode",
  "merchantReference",
  "value",
  "currency",
  "eventCode",
  "success",
  "eventDate",
  "paymentMethod",
  "reason",
] as const

/** Adyen sends one item in JSON and form and up to six in SOAP. */
export const ITEMS_MAX = 500

/** Why a body could not be read, in words a person can act on. */
export interface MalformedBody {
  readonly reason: "body_empty" | "body_malformed" | "body_too_deep" | "field_invalid"
  readonly hint: string
}

export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: MalformedBody }

export function readable<T>(value: T): ReadResult<T> {
  return { ok: true, value }
}

export function unreadable(
  hint: string,
  reason: MalformedBody["reason"] = "body_malformed",
): { readonly ok: false; readonly problem: MalformedBody } {
  return { ok: false, problem: { reason, hint } }
}

/** An item from named texts; what is not named is empty. */
export function classicItem(
  fields: Readonly<Partial<Record<ClassicField, string>>>,
  additionalData: ReadonlyMap<string, string> = new Map(),
): ClassicItem {
  const texts = CLASSIC_FIELDS.map((name) => [name, fields[name] ?? ""] as const)
  return { ...(Object.fromEntries(texts) as Record<ClassicField, string>), additionalData }
}
