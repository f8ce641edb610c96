import {
  CLASSIC_FIELDS,
  classicItem,
  readable,
  unreadable,
  type ClassicMessage,
  type ReadResult,
} from "./classic-item.ts"

/**
 * `application/x-www-form-urlencoded`, one item, flat fields and `additionalData.<key>`; an empty
 * value is an absent one. Source: the documentation's Form sample; Adyen OpenAPI Webhooks-v1.
 */
export function readClassicForm(fields: ReadonlyMap<string, string>): ReadResult<ClassicMessage> {
  const texts: Record<string, string> = {}
  for (const name of CLASSIC_FIELDS) texts[name] = fields.get(name) ?? ""
  const additionalData = new Map<string, string>()
  for (const [key, value] of fields) {
    if (!key.startsWith(ADDITIONAL_DATA) || value === "") continue
    const name = key.slice(ADDITIONAL_DATA.length)
    // A sender that does not encode "+" makes it a space; base64 itself has none.
    additionalData.set(name, name === "hmacSignature" ? value.replaceAll(" ", "+") : value)
  }
  const item = classicItem(texts, additionalData)
  return readable({ wire: "form", live: fields.get("live") ?? "", items: [item] })
}

/** Decoded fields by name. A name that comes twice is refused: which one was signed? */
export function readFormFields(text: string): ReadResult<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>()
  let count = 0
  for (const pair of text.split("&", FIELDS_MAX + 1)) {
    count += 1
    if (count > FIELDS_MAX) return unreadable(`the form has more than ${FIELDS_MAX} fields`)
    if (pair === "") continue
    const equals = pair.indexOf("=")
    if (equals === -1) return unreadable("the body is neither JSON, XML nor form fields")
    const name = decodePart(pair.slice(0, equals))
    const value = decodePart(pair.slice(equals + 1))
    if (name === undefined || value === undefined) {
      return unreadable("the form has an invalid percent-encoding")
    }
    if (fields.has(name)) return unreadable("a form field came twice")
    fields.set(name, value)
  }
  return readable(fields)
}

const ADDITIONAL_DATA = "additionalData."
const FIELDS_MAX = 2_000

function decodePart(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "))
  } catch {
    return undefined
  }
}
