import {
  classicItem,
  ITEMS_MAX,
  readable,
  unreadable,
  type ClassicItem,
  type ClassicMessage,
  type ReadResult,
} from "./classic-item.ts"
import { onlyChild, readXml, type XmlElement } from "./xml.ts"

/**
 * Envelope > Body > sendNotification > notification > live, notificationItems >
 * NotificationRequestItem*. Elements are known by their local names, in both spellings.
 * Source: Notification.wsdl (namespace http://notification.services.adyen.com).
 */
export function readClassicSoap(text: string): ReadResult<ClassicMessage> {
  const root = readXml(text)
  if (!root.ok) return root
  if (root.value.name !== "Envelope") return unreadable("the XML is not a SOAP envelope")
  const notification = descend(root.value, [
    ["Body"],
    ["sendNotification"],
    ["notification", "Notification"],
  ])
  if (!notification.ok) return notification
  const live = childText(notification.value, "live")
  const list = descend(notification.value, [["notificationItems"]])
  if (!list.ok) return list
  if (live === undefined) return unreadable("live came twice or is not text")
  const elements = list.value.children.filter((child) => ITEM_NAMES.has(child.name))
  if (elements.length === 0 || elements.length !== list.value.children.length) {
    return unreadable("notificationItems holds something else than items, or nothing")
  }
  if (elements.length > ITEMS_MAX) return unreadable(`more than ${ITEMS_MAX} items in one request`)
  const items: ClassicItem[] = []
  for (const element of elements) {
    const item = readItem(element)
    if (!item.ok) return item
    items.push(item.value)
  }
  return readable({ wire: "soap", live, items })
}

const ITEM_NAMES: ReadonlySet<string> = new Set([
  "NotificationRequestItem",
  "notificationRequestItem",
])

const TEXT_FIELDS = [
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

function readItem(element: XmlElement): ReadResult<ClassicItem> {
  const texts: Record<string, string> = {}
  for (const name of TEXT_FIELDS) {
    const text = childText(element, name)
    if (text === undefined) return unreadable(`${name} came twice or is not text`)
    texts[name] = text
  }
  const amount = onlyChild(element, "amount")
  if (amount === "repeated") return unreadable("amount came twice")
  for (const name of ["value", "currency"] as const) {
    const text = amount === undefined ? "" : childText(amount, name)
    if (text === undefined) return unreadable(`amount.${name} came twice or is not text`)
    texts[name] = text
  }
  const additionalData = readEntries(element)
  return additionalData.ok ? readable(classicItem(texts, additionalData.value)) : additionalData
}

function readEntries(item: XmlElement): ReadResult<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>()
  const parent = onlyChild(item, "additionalData")
  if (parent === "repeated") return unreadable("additionalData came twice")
  for (const entry of parent?.children ?? []) {
    const key = childText(entry, "key")
    const value = childText(entry, "value")
    if (entry.name !== "entry" || key === undefined || value === undefined) {
      return unreadable("additionalData holds something else than entry{key,value}")
    }
    if (entries.has(key)) return unreadable("an additionalData key came twice")
    if (value !== "") entries.set(key, value)
  }
  return readable(entries)
}

/** Undefined when it came twice or has elements inside; empty when absent or nil. */
function childText(parent: XmlElement, name: string): string | undefined {
  const child = onlyChild(parent, name)
  if (child === undefined) return ""
  if (child === "repeated" || child.children.length > 0) return undefined
  return child.nil ? "" : child.text
}

function descend(from: XmlElement, path: readonly (readonly string[])[]): ReadResult<XmlElement> {
  let element = from
  for (const spellings of path) {
    const found = element.children.filter((child) => spellings.includes(child.name))
    const [next] = found
    if (next === undefined) return unreadable(`the SOAP message has no ${spellings[0]}`)
    if (found.length > 1) return unreadable(`the SOAP message has ${spellings[0]} twice`)
    element = next
  }
  return readable(element)
}
