import type { WebhookHeaders } from "../../providers/provider.ts"

/** `POST /path HTTP/1.1`, which may be missing. */
const REQUEST_LINE = /^[A-Z]+ \S+( HTTP\/\d(\.\d)?)?$/
const HEADER = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*(.*?)[ \t]*$/

/**
 * A request as it went over the wire, or as a tool wrote it down: a request line, headers, an empty
 * line, the body. Line ends are CRLF or LF. @throws Error with what is wrong
 */
export function readHttpFile(file: Buffer): {
  readonly headers: WebhookHeaders
  readonly body: Buffer
} {
  const end = endOfHead(file)
  const lines = file.toString("latin1", 0, end.from).split(/\r?\n/)
  if (REQUEST_LINE.test(lines[0] ?? "")) lines.shift()
  const headers: Record<string, readonly string[]> = Object.create(null)
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new Error("a line before the empty one is no header")
    }
    const key = name.toLowerCase()
    headers[key] = [...(headers[key] ?? []), value]
  }
  return { headers, body: bodyOf(file.subarray(end.to), headers) }
}

/** An editor may have added a line end that `content-length` does not count. */
function bodyOf(rest: Buffer, headers: WebhookHeaders): Buffer {
  const [length] = headers["content-length"] ?? []
  const bytes = length !== undefined && /^\d+$/.test(length) ? Number(length) : rest.length
  return rest.subarray(0, bytes)
}

function endOfHead(file: Buffer): { readonly from: number; readonly to: number } {
  const crlf = file.indexOf("\r\n\r\n")
  const lf = file.indexOf("\n\n")
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { from: crlf, to: crlf + 4 }
  if (lf >= 0) return { from: lf, to: lf + 2 }
  throw new Error("there is no empty line between the headers and the body")
}
