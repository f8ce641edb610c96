const [QUOTE, BACKSLASH] = ['"', "\\"].map((sign) => sign.charCodeAt(0))
const OPENING: ReadonlySet<number> = new Set(["[", "{"].map((sign) => sign.charCodeAt(0)))
const CLOSING: ReadonlySet<number> = new Set(["]", "}"].map((sign) => sign.charCodeAt(0)))

/**
 * Does a JSON text nest values deeper than that? Read before it is parsed, since whoever goes into
 * what was parsed level by level comes to the end of the stack.
 */
export function nestsDeeper(text: string, levelsMax: number): boolean {
  let level = 0
  let isInText = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (isInText) {
      if (sign === BACKSLASH) at += 1
      else if (sign === QUOTE) isInText = false
    } else if (sign === QUOTE) isInText = true
    else if (OPENING.has(sign)) {
      level += 1
      if (level > levelsMax) return true
    } else if (CLOSING.has(sign)) level -= 1
  }
  return false
}
