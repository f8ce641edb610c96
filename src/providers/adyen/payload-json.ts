import { JsonNumber, type Json, type JsonObject } from "../json.ts"
import { arrayOf, field, isAbsent, objectOf } from "../json-fields.ts"
import {
  classicItem,
  ITEMS_MAX,
  readable,
  unreadable,
  type ClassicItem,
  type ClassicMessage,
  type ReadResult,
} from "./classic-item.ts"

/**
 * `{"live":"false","notificationItems":[{"NotificationRequestItem":{…}}]}`. The documentation's own
 * payout sample writes `notificationRequestItem`; the real wire does not: both are read.
 */
export function readClassicJson(body: JsonObject): ReadResult<ClassicMessage> {
  const wrappers = arrayOf(body["notificationItems"])
  if (!wrappers) return unreadable("notificationItems is not a list")
  if (wrappers.length === 0) return unreadable("notificationItems is empty")
  if (wrappers.length > ITEMS_MAX) return unreadable(`more than ${ITEMS_MAX} items in one request`)
  const live = scalarText(body["live"])
  if (live === undefined) return unreadable("live is neither text nor a boolean")
  const items: ClassicItem[] = []
  for (const wrapper of wrappers) {
    const item = readItem(wrapper)
    if (!item.ok) return item
    items.push(item.value)
  }
  return readable({ wire: "json", live, items })
}

/** As it is signed: a number or boolean as it was written, nothing for null and absent. */
export function scalarText(value: Json | undefined): string | undefined {
  if (isAbsent(value)) return ""
  if (value instanceof JsonNumber) return value.text
  if (typeof value === "string") return value
  return typeof value === "boolean" ? String(value) : undefined
}

const TOP_FIELDS = [
  "pspReference",
  "originalReference",
  "merchantAccountCode",
  "merchantReference",
  "eventCode",
  "success",
  "eventDate",
  "paymentMethod",
  "reason",
] as const

function readItem(wrapper: Json): ReadResult<ClassicItem> {
  const spellings = ["NotificationRequestItem", "notificationRequestItem"] as const
  const present = spellings.filter((name) => field(wrapper, name) !== undefined)
  if (present.length > 1) return unreadable("an item is spelled twice in one wrapper")
  const item = objectOf(field(wrapper, present[0] ?? spellings[0]))
  if (!item) return unreadable("an item of notificationItems has no NotificationRequestItem")
  const amount = item["amount"]
  if (!isAbsent(amount) && !objectOf(amount)) return unreadable("amount is not an object")
  const texts: Record<string, string> = {}
  for (const name of TOP_FIELDS) {
    const text = scalarText(item[name])
    if (text === undefined) return unreadable(`${name} is not a plain value`)
    texts[name] = text
  }
  for (const name of ["value", "currency"] as const) {
    const text = scalarText(field(amount, name))
    if (text === undefined) return unreadable(`amount.${name} is not a plain value`)
    texts[name] = text
  }
  const additionalData = readAdditionalData(item["additionalData"])
  return additionalData.ok ? readable(classicItem(texts, additionalData.value)) : additionalData
}

function readAdditionalData(value: Json | undefined): ReadResult<ReadonlyMap<string, string>> {
  if (isAbsent(value)) return readable(new Map())
  const object = objectOf(value)
  if (!object) return unreadable("additionalData is not an object")
  const entries = new Map<string, string>()
  for (const [key, entry] of Object.entries(object)) {
    const text = scalarText(entry)
    // Nothing signed lives in a nested value, so it is left out rather than refused.
    if (text !== undefined && text !== "") entries.set(key, text)
  }
  return readable(entries)
}
