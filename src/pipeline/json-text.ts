/**
 * The parts of a JSON text as they are written: parsing and writing again would change numbers and
 * spaces, and with them the bytes that a provider signed. Both take only what `JSON.parse` took.
 */

/** The members of an object, each with the text of its value. Of two of one name the last counts. */
export function memberTexts(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>()
  for (const part of partsOf(text)) {
    const name = readString(part, 0)
    const colon = part.indexOf(":", name.end)
    members.set(JSON.parse(part.slice(0, name.end)) as string, part.slice(colon + 1).trim())
  }
  return members
}

/** The elements of an array. */
export function elementTexts(text: string): readonly string[] {
  return [...partsOf(text)]
}

/** What stands between the outer brackets, cut at the commas of that level. */
function* partsOf(text: string): Generator<string> {
  const from = text.search(/[[{]/)
  let depth = 0
  let begun = from + 1
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') at = readString(text, at).end - 1
    else if (character === "{" || character === "[") depth += 1
    else if (character === "}" || character === "]") depth -= 1
    if (depth === 0 || (depth === 1 && character === ",")) {
      const part = text.slice(begun, at).trim()
      if (part !== "") yield part
      if (depth === 0) return
      begun = at + 1
    }
  }
}

function readString(text: string, from: number): { readonly end: number } {
  let at = text.indexOf('"', from) + 1
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1
  return { end: at + 1 }
}
