/** Where a trace stands, as W3C Trace Context writes it: `00-<trace id>-<parent id>-<flags>`. */
export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  /** Bit 0: it is sampled. */
  readonly flags: number
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.{0,200})?$/
const ZEROS = /^0+$/

/**
 * The one valid `traceparent` of a request's headers, written as version 00; null where there is
 * none, or several, or anything else than the specification allows.
 */
export function readTraceparent(values: readonly string[] | undefined): string | null {
  const [value, second] = values ?? []
  if (value === undefined || second !== undefined) return null
  const [, version, traceId = "", spanId = "", flags = "", more] = FORM.exec(value) ?? []
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) {
    return null
  }
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return null
  return writeTraceparent({ traceId, spanId, flags: Number.parseInt(flags, 16) })
}

/** Takes what `readTraceparent` or `writeTraceparent` made. */
export function parseTraceparent(text: string): TraceParent {
  const [, traceId = "", spanId = "", flags = ""] = text.split("-")
  return { traceId, spanId, flags: Number.parseInt(flags, 16) }
}

/** Flags that version 00 does not know are not handed on. */
export function writeTraceparent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${(flags & 0x03).toString(16).padStart(2, "0")}`
}
