/**
 * A time as providers write it (ISO 8601 with an offset, 0 to 9 decimals of a second) in RFC 3339
 * UTC with milliseconds: such texts compare as the times do. Null when it is no such time.
 */
export function timeFromWire(text: string): string | null {
  const match = TIME.exec(text)
  if (!match) return null
  const [, date = "", clock = "", fraction = "", offset = ""] = match
  const milliseconds = fraction.slice(0, 3).padEnd(3, "0")
  const local = `${date}T${clock}.${milliseconds}Z`
  const epochMs = Date.parse(local)
  // Date.parse moves 30 February into March; such a date is nobody's word.
  if (Number.isNaN(epochMs) || new Date(epochMs).toISOString() !== local) return null
  const offsetMs = offsetMsOf(offset)
  if (offsetMs === null) return null
  if (offsetMs === 0) return date.startsWith("0000") ? null : local
  const utc = new Date(epochMs - offsetMs)
  const year = utc.getUTCFullYear()
  return year >= 1 && year <= 9999 ? utc.toISOString() : null
}

const TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:?\d\d)$/

function offsetMsOf(offset: string): number | null {
  if (offset === "Z" || offset === "z") return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(-2))
  if (hours > 18 || minutes > 59) return null
  const sign = offset.startsWith("-") ? -1 : 1
  return sign * (hours * 60 + minutes) * 60_000
}
