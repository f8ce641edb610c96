import { readJson, type JsonObject } from "../json.ts"
import { objectOf } from "../json-fields.ts"
import { unreadable, type ClassicMessage, type MalformedBody } from "./classic-item.ts"
import { readClassicForm, readFormFields } from "./payload-form.ts"
import { readClassicJson } from "./payload-json.ts"
import { readClassicSoap } from "./payload-soap.ts"

/**
 * What a request is, told by its body alone. `verify` and `decode` both start here, so that they
 * never disagree on whether a body is signed item by item or as a whole.
 */
export type Payload =
  /** A standard webhook: each item carries its own signature. */
  | { readonly kind: "classic"; readonly message: ClassicMessage }
  /** Any other JSON object; a balance-platform webhook: the header signs the raw bytes. */
  | { readonly kind: "platform"; readonly body: JsonObject }
  /** Neither can be read. `itemsSigned`: it is a standard webhook, so the header proves nothing. */
  | { readonly kind: "malformed"; readonly problem: MalformedBody; readonly itemsSigned: boolean }

export function readPayload(body: Uint8Array): Payload {
  switch (wireStart(body)) {
    case "empty":
      return malformed({ reason: "body_empty", hint: "the body is empty" })
    case "xml":
      return readXmlPayload(body)
    case "json":
      return readJsonPayload(body)
    case "other":
      return readFormPayload(body)
  }
}

/** Is the answer to be a SOAP envelope? By the first byte: the content type is never asked. */
export function isXmlBody(body: Uint8Array): boolean {
  return wireStart(body) === "xml"
}

function readXmlPayload(body: Uint8Array): Payload {
  const text = decodeText(body)
  if (text === undefined) return malformed(NOT_UTF8, true)
  const message = readClassicSoap(text)
  return message.ok ? { kind: "classic", message: message.value } : malformed(message.problem, true)
}

function readJsonPayload(body: Uint8Array): Payload {
  const reading = readJson(body)
  if (!reading.ok) return malformed(reading)
  const object = objectOf(reading.value)
  if (!object) return malformed(unreadable("the JSON is not an object").problem)
  if (object["notificationItems"] === undefined) return { kind: "platform", body: object }
  const message = readClassicJson(object)
  return message.ok ? { kind: "classic", message: message.value } : malformed(message.problem, true)
}

/**
 * A form with an `eventCode` is only ever signed by its item: were the header taken for it, the
 * signing text of one item, holding a crafted reference, could pass as the body of another.
 */
function readFormPayload(body: Uint8Array): Payload {
  const text = decodeText(body)
  if (text === undefined) return malformed(NOT_UTF8)
  const fields = readFormFields(text)
  if (!fields.ok) return malformed(fields.problem)
  if (!fields.value.has("eventCode")) {
    return malformed(unreadable("the form has no eventCode").problem)
  }
  const message = readClassicForm(fields.value)
  return message.ok ? { kind: "classic", message: message.value } : malformed(message.problem, true)
}

function malformed(problem: MalformedBody, itemsSigned = false): Payload {
  return { kind: "malformed", problem, itemsSigned }
}

const NOT_UTF8: MalformedBody = { reason: "body_malformed", hint: "the body is not valid UTF-8" }

const utf8 = new TextDecoder("utf-8", { fatal: true })

function decodeText(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body).trim()
  } catch {
    return undefined
  }
}

function wireStart(body: Uint8Array): "empty" | "xml" | "json" | "other" {
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0
  while (at < body.length && SPACES.has(body[at] ?? 0)) at += 1
  const first = body[at]
  if (first === undefined) return "empty"
  if (first === 0x3c) return "xml"
  return first === 0x7b ? "json" : "other"
}

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])
