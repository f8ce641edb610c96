import { existsSync, readFileSync } from "node:fs"
import { XMLParser } from "fast-xml-parser"
import { describe, expect, test } from "vitest"
import { foreignPayouts, newsOf, wishFor } from "./fixtures/foreign-payouts.ts"
import { SECRETS } from "./fixtures/requests.ts"
import { adyen } from "./index.ts"

/** Adyen's WSDL, as a public plugin carries it. */
const WSDL = new URL(
  "../../../../shared/data/adyen-examples/soap-Notification.wsdl",
  import.meta.url,
)
const present = existsSync(WSDL)

/** `xsd:sequence` of each complex type that a notification is made of. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  NotificationRequest: ["live", "notificationItems"],
  ArrayOfNotificationRequestItem: ["NotificationRequestItem"],
  NotificationRequestItem: [
    "additionalData",
    "amount",
    "eventCode",
    "eventDate",
    "merchantAccountCode",
    "merchantReference",
    "operations",
    "originalReference",
    "paymentMethod",
    "pspReference",
    "reason",
    "success",
  ],
  Amount: ["currency", "value"],
}

interface Element {
  readonly name: string
  readonly namespace: string
  readonly children: readonly Element[]
}

/** Elements with their namespaces; how they are declared is the writer's choice. */
function elementsOf(xml: string): readonly Element[] {
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false })
  return read(parser.parse(xml), {})
}

type Raw = Readonly<Record<string, unknown>>

function read(nodes: unknown, inherited: Readonly<Record<string, string>>): readonly Element[] {
  return (nodes as readonly Raw[]).flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ":@" && key !== "#text")
    if (tag === undefined || tag.startsWith("?")) return []
    const attributes = (node[":@"] ?? {}) as Readonly<Record<string, string>>
    const scope = { ...inherited }
    for (const [name, value] of Object.entries(attributes)) {
      const prefix = /^@_xmlns(?::(.+))?$/.exec(name)
      if (prefix) scope[prefix[1] ?? ""] = value
    }
    const [name = "", prefix = ""] = tag.split(":").toReversed()
    return [{ name, namespace: scope[prefix] ?? "", children: read(node[tag], scope) }]
  })
}

function only(elements: readonly Element[], name: string): Element {
  const found = elements.filter((element) => element.name === name)
  if (found.length !== 1 || found[0] === undefined) throw new Error(`not one ${name}`)
  return found[0]
}

const names = ({ children }: Element) => children.map(({ name }) => name)

describe.each(Object.entries(foreignPayouts))("a SOAP body for a payout of %s", (_name, event) => {
  const said = adyen.dialect.tell(newsOf(event), wishFor("soap"))
  const signed = said && adyen.dialect.sign(said.webhook, SECRETS)
  const envelope = only(elementsOf(String(signed?.body)), "Envelope")
  const request = only(
    only(only([envelope], "Envelope").children, "Body").children,
    "sendNotification",
  )
  const notification = only(request.children, "notification")
  const list = only(notification.children, "notificationItems")
  const item = only(list.children, "NotificationRequestItem")

  test("has its elements in the order of the WSDL", () => {
    expect(names(notification)).toEqual(SEQUENCES["NotificationRequest"])
    expect(names(list)).toEqual(SEQUENCES["ArrayOfNotificationRequestItem"])
    expect(names(item)).toEqual(SEQUENCES["NotificationRequestItem"])
    expect(names(only(item.children, "amount"))).toEqual(SEQUENCES["Amount"])
    const entries = only(item.children, "additionalData").children
    expect(entries.map(names)).toEqual([["key", "value"]])
  })

  test("has its elements in the namespaces of the WSDL", () => {
    expect(envelope.namespace).toBe("http://schemas.xmlsoap.org/soap/envelope/")
    const amount = only(item.children, "amount")
    const own = [
      request,
      notification,
      ...notification.children,
      ...list.children,
      ...item.children,
    ]
    expect(new Set(own.map(({ namespace }) => namespace))).toEqual(
      new Set(["http://notification.services.adyen.com"]),
    )
    expect(new Set(amount.children.map(({ namespace }) => namespace))).toEqual(
      new Set(["http://common.services.adyen.com"]),
    )
  })
})

test.skipIf(!present).each(Object.entries(SEQUENCES))(
  "%s has the sequence of the WSDL itself",
  (type, sequence) => {
    const wsdl = readFileSync(WSDL, "utf8")
    const definition = wsdl.split(`<xsd:complexType name="${type}">`)[1] ?? ""
    const [own = ""] = definition.split("</xsd:complexType>")
    const elements = [...own.matchAll(/<xsd:element [^>]*\bname="([^"]+)"/g)].map(
      (match) => match[1],
    )
    expect(elements).toEqual(sequence)
  },
)
