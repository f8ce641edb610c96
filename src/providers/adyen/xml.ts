import { XMLParser } from "fast-xml-parser"
import { readable, unreadable, type ReadResult } from "./classic-item.ts"
import { decodeReferences } from "./xml-references.ts"
import { scanXml } from "./xml-scan.ts"

/** An element by its local name: prefixes are a sender's choice and are dropped. */
export interface XmlElement {
  readonly name: string
  /** `xsi:nil="true"`. */
  readonly nil: boolean
  readonly children: readonly XmlElement[]
  /** All character data directly inside, references decoded, untrimmed. */
  readonly text: string
}

/**
 * XML text to elements, in linear time. The scan before it refuses a DOCTYPE, processing
 * instructions, unbalanced tags and too deep or too many of them; the parser is told to decode
 * nothing, and the five predefined and the numeric references are decoded here.
 */
export function readXml(text: string): ReadResult<XmlElement> {
  const scanned = scanXml(text)
  if (!scanned.ok) return scanned
  let nodes: unknown
  try {
    nodes = PARSER.parse(scanned.value)
  } catch {
    return unreadable("the XML cannot be parsed")
  }
  const root = childNodes(nodes).find((node) => elementName(node) !== undefined)
  return root === undefined ? unreadable("the XML has no element") : elementFrom(root)
}

/** The only child of that local name: undefined when there is none, `repeated` when several. */
export function onlyChild(parent: XmlElement, name: string): XmlElement | "repeated" | undefined {
  const found = parent.children.filter((child) => child.name === name)
  return found.length > 1 ? "repeated" : found[0]
}

const TEXT = "#text"
const CDATA = "#cdata"
const ATTRIBUTES = ":@"

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  jPath: false,
})

type Node = Readonly<Record<string, unknown>>

function elementFrom(node: Node): ReadResult<XmlElement> {
  const name = elementName(node) ?? ""
  const children: XmlElement[] = []
  let text = ""
  for (const child of childNodes(node[name])) {
    if (CDATA in child) {
      text += childNodes(child[CDATA]).map(rawText).join("")
    } else if (TEXT in child) {
      const decoded = decodeReferences(rawText(child))
      if (decoded === undefined) return unreadable("the XML has an entity that is not predefined")
      text += decoded
    } else {
      const element = elementFrom(child)
      if (!element.ok) return element
      children.push(element.value)
    }
  }
  return readable({ name, nil: isNil(node), children, text })
}

function elementName(node: Node): string | undefined {
  return Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT && key !== CDATA)
}

function childNodes(value: unknown): readonly Node[] {
  return Array.isArray(value) ? (value as readonly Node[]) : []
}

function rawText(node: Node): string {
  const text = node[TEXT]
  return typeof text === "string" ? text : ""
}

function isNil(node: Node): boolean {
  const attributes = node[ATTRIBUTES]
  if (typeof attributes !== "object" || attributes === null) return false
  const nil: unknown = Reflect.get(attributes, "nil")
  return nil === "true" || nil === "1"
}
