import { readable, unreadable, type ReadResult } from "./classic-item.ts"
import { isXmlText } from "./xml-references.ts"

/** A real notification is 9 levels deep. */
export const DEPTH_MAX = 32
/** A real item has about 50 tags. */
export const TAGS_MAX = 20_000
const TAG_CHARACTERS_MAX = 8_192

/**
 * One pass over the text before it is parsed: balanced tags, one root, no DOCTYPE, no processing
 * instruction but the declaration, bounded depth and number of tags.
 *
 * Gives the text back, with the one repair Adyen's own printed sample needs: its `notificationItems`
 * is never closed. When the element around it ends, it ends too; nothing else is repaired.
 */
export function scanXml(text: string): ReadResult<string> {
  if (!isXmlText(text)) return unreadable("the XML holds a character that XML forbids")
  const open: string[] = []
  let repaired = ""
  let copiedTo = 0
  let tags = 0
  let roots = 0
  let at = 0
  for (;;) {
    const start = text.indexOf("<", at)
    const between = text.slice(at, start === -1 ? undefined : start)
    if (open.length === 0 && between.trim() !== "") return unreadable("text outside the XML root")
    if (start === -1) break
    if (text.startsWith("<!--", start)) {
      const end = text.indexOf("-->", start + 4)
      if (end === -1) return unreadable("an XML comment is not closed")
      at = end + 3
      continue
    }
    if (text.startsWith("<![CDATA[", start)) {
      const end = text.indexOf("]]>", start + 9)
      if (end === -1 || open.length === 0) return unreadable("an XML CDATA section is misplaced")
      at = end + 3
      continue
    }
    if (text.startsWith("<!", start)) return unreadable("XML with a DOCTYPE is refused")
    const end = tagEnd(text, start)
    if (end === -1) return unreadable("an XML tag is not closed")
    const tag = text.slice(start, end + 1)
    at = end + 1
    tags += 1
    if (tags > TAGS_MAX) return unreadable(`the XML has more than ${TAGS_MAX} tags`)
    if (tag.startsWith("<?")) {
      if (start !== 0 || !isUtf8Declaration(tag)) {
        return unreadable("an XML processing instruction, or an encoding other than UTF-8")
      }
      continue
    }
    const match = TAG.exec(tag)
    const name = match?.[2]
    if (!match || name === undefined) return unreadable("an XML tag has no valid name")
    if (match[1] === "/") {
      if (isLeftOpen(open, name)) {
        repaired += `${text.slice(copiedTo, start)}</${open.pop()}>`
        copiedTo = start
      }
      if (open.pop() !== name) return unreadable("the XML's tags are not balanced")
      continue
    }
    if (open.length === 0) roots += 1
    if (roots > 1) return unreadable("the XML has more than one root")
    if (tag.endsWith("/>")) continue
    open.push(name)
    if (open.length > DEPTH_MAX) {
      return unreadable(`the XML is nested deeper than ${DEPTH_MAX}`, "body_too_deep")
    }
  }
  if (open.length > 0) return unreadable("the XML's tags are not balanced")
  return readable(repaired + text.slice(copiedTo))
}

const TAG = /^<(\/?)([A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?)(?=[\s/>])/

/** The index of the `>` that ends the tag, skipping quoted attribute values, or -1. */
function tagEnd(text: string, start: number): number {
  let quote = ""
  const last = Math.min(text.length, start + TAG_CHARACTERS_MAX)
  for (let index = start + 1; index < last; index += 1) {
    const character = text.charAt(index)
    if (quote !== "") {
      if (character === quote) quote = ""
    } else if (character === '"' || character === "'") {
      quote = character
    } else if (character === ">") {
      return index
    } else if (character === "<") {
      return -1
    }
  }
  return -1
}

function isUtf8Declaration(tag: string): boolean {
  if (!/^<\?xml\s[^<]*\?>$/.test(tag)) return false
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(tag)?.[1]
  return encoding === undefined || /^utf-?8$/i.test(encoding)
}

function isLeftOpen(open: readonly string[], closing: string): boolean {
  const innermost = open.at(-1)
  return (
    innermost !== undefined &&
    innermost !== closing &&
    open.at(-2) === closing &&
    /(?:^|:)notificationItems$/.test(innermost)
  )
}
