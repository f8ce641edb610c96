/**
 * What belongs to one connection and not to the message (RFC 9110, 7.6.1), and what the next
 * connection makes for itself.
 */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  "content-length",
])

/** The headers of a request that go on with it; names are lower case. */
export function forwardedHeaders(
  headers: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const nominated = (headers["connection"] ?? [])
    .flatMap((value) => value.split(","))
    .map((name) => name.trim().toLowerCase())
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !OF_THE_CONNECTION.has(name) && !nominated.includes(name),
    ),
  )
}
