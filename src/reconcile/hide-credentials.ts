/** Replaces what a request's credential headers hold wherever it stands in a text. */
export type Hide = (text: string) => string

/** Headers of a question that hold a credential, and of an answer that may. */
export const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-api-key",
  "x-merchant-secret",
])

/** A shorter one is nobody's credential, and would be found in any path. */
const CREDENTIAL_CHARACTERS_MIN = 6
const HIDDEN = "[hidden]"

/** A server may send back what it was sent, in a header or a location. */
export function hideCredentials(headers: Readonly<Record<string, string>>): Hide {
  const credentials = Object.entries(headers)
    .filter(([name]) => CREDENTIAL_HEADERS.has(name.toLowerCase()))
    .flatMap(([, value]) => partsOf(value))
    .flatMap((part) => [part, encodeURIComponent(part.toWellFormed())])
    .filter((part) => part.length >= CREDENTIAL_CHARACTERS_MIN)
    // The longest first: a part must not be hidden within the whole, leaving the rest to be seen.
    .toSorted((a, b) => b.length - a.length)
  return (text) =>
    credentials.reduce((hidden, credential) => hidden.replaceAll(credential, HIDDEN), text)
}

/** The value, what follows its scheme, and user and password of HTTP Basic. */
function partsOf(value: string): readonly string[] {
  const token = /^[A-Za-z]+ +(\S+)$/.exec(value)?.[1]
  if (token === undefined) return [value]
  if (!/^basic /i.test(value)) return [value, token]
  const decoded = Buffer.from(token, "base64").toString("utf8")
  const colon = decoded.indexOf(":")
  if (colon < 0) return [value, token, decoded]
  return [value, token, decoded.slice(0, colon), decoded.slice(colon + 1)]
}
