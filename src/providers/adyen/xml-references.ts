/**
 * Character data with its references decoded: the five that XML predefines and numeric ones.
 * Undefined for any other entity, a bare `&` and a character that XML forbids.
 */
export function decodeReferences(text: string): string | undefined {
  let decoded = ""
  let copiedTo = 0
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", copiedTo)) {
    const match = /^&([^;&]{1,10});/.exec(text.slice(at, at + 12))
    const character = match?.[1] === undefined ? undefined : decodeOne(match[1])
    if (match === null || character === undefined) return undefined
    decoded += text.slice(copiedTo, at) + character
    copiedTo = at + match[0].length
  }
  return decoded + text.slice(copiedTo)
}

/**
 * Text made safe for element content. A carriage return is written as a reference: parsers turn a
 * bare one into a line feed. A character that XML forbids becomes U+FFFD.
 */
export function escapeXml(text: string): string {
  const safe = text.replace(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character)
  if (isXmlText(safe)) return safe
  return Array.from(safe, (character) => (isXmlText(character) ? character : "\ufffd")).join("")
}

/** Can XML 1.0 carry this text at all? It has no way to write NUL or most control characters. */
export function isXmlText(text: string): boolean {
  for (const character of text) {
    if (!isXmlCharacter(character.codePointAt(0) ?? 0)) return false
  }
  return true
}

const PREDEFINED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#13;",
}

function decodeOne(reference: string): string | undefined {
  if (Object.hasOwn(PREDEFINED, reference)) return PREDEFINED[reference]
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(reference)
  if (!match) return undefined
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16)
  return isXmlCharacter(code) ? String.fromCodePoint(code) : undefined
}

function isXmlCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  )
}
