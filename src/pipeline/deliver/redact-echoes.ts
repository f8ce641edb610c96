import { RESPONSE_BODY_BYTES_MAX, type AttemptResult } from "../../delivery/send-attempt.ts"

/** Shorter ones would be found in any text. */
const CREDENTIAL_CHARACTERS_MIN = 4
const REDACTED = "[redacted]"
const REDACTED_BODY = "[the request's body]"

/** Request headers that carry a credential, or what stands for one: a signature can be replayed. */
const CREDENTIAL_HEADER = /auth|cookie|token|secret|key|password|signature|hmac/i

/**
 * An endpoint may answer with what it was sent, and answers are stored and shown to keys that may
 * see no credential and no whole account. So what we sent is taken out again: each credential as it
 * is, in base64, URL-encoded and as JSON has it, and the whole body.
 */
export function redactEchoes(
  result: AttemptResult,
  sent: { readonly headers: readonly string[]; readonly body: Buffer },
): AttemptResult {
  const { responseHeaders, responseBody, error } = result
  if (responseHeaders === null && responseBody === null && error === null) return result
  const secrets = credentialsOf(sent.headers, lengthOf(result))
  const holdsSent = echoFinder(sent.body)
  const clean = (text: string) =>
    holdsSent(text)
      ? REDACTED_BODY
      : secrets.reduce((said, secret) => said.replaceAll(secret, REDACTED), text)
  return {
    ...result,
    responseHeaders: responseHeaders && mapValues(responseHeaders, clean),
    responseBody: responseBody && cleanBody(responseBody, { body: sent.body, secrets, holdsSent }),
    error: error && clean(error),
  }
}

/** Of all texts of the answer together: what is longer than they are stands in none of them. */
function lengthOf({ responseHeaders, responseBody, error }: AttemptResult): number {
  let length = (responseBody?.length ?? 0) + (error?.length ?? 0)
  for (const name in responseHeaders) length += responseHeaders[name]?.length ?? 0
  return length
}

/** Longest first, so that none is left standing half. */
function credentialsOf(headers: readonly string[], lengthMax: number): readonly string[] {
  const found = new Set<string>()
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = "", value = ""] = [headers[at], headers[at + 1]]
    if (!CREDENTIAL_HEADER.test(name)) continue
    // One of its own per message: most answers are too short for it.
    const isSignature = /signature|hmac/i.test(name)
    if (isSignature && lengthMax < SIGNATURE_CHARACTERS_MIN) continue
    const writings = isSignature ? writingsOf(value) : knownWritingsOf(value)
    for (const each of writings) found.add(each)
  }
  return [...found]
    .filter((each) => each.length >= CREDENTIAL_CHARACTERS_MIN && each.length <= lengthMax)
    .toSorted((a, b) => b.length - a.length)
}

/** The base64 of 32 bytes, without what fills it up. */
const SIGNATURE_CHARACTERS_MIN = 43

const known = new Map<string, readonly string[]>()
const KNOWN_MAX = 1_000

/** An endpoint's credentials are the same for every message. */
function knownWritingsOf(value: string): readonly string[] {
  const writings = known.get(value) ?? writingsOf(value)
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(value, writings)
  return writings
}

/** `Basic dXNlcjpwYXNz` is also its token, `user:pass`, and the password alone. */
function writingsOf(value: string): readonly string[] {
  const [, token = ""] = /^\w+ +(\S+)$/.exec(value) ?? []
  const pair = /^basic /i.test(value) ? Buffer.from(token, "base64").toString("utf8") : ""
  const password = pair.slice(pair.indexOf(":") + 1)
  // Of several signatures in one header each counts.
  const parts = token === "" ? value.split(/[ ,;]+/) : []
  return [value, token, pair, password, ...parts].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString("base64").replace(/=+$/, ""),
    Buffer.from(text).toString("base64url"),
  ])
}

function cleanBody(
  body: Buffer,
  sent: {
    readonly body: Buffer
    readonly secrets: readonly string[]
    readonly holdsSent: (text: string) => boolean
  },
): Buffer {
  const { secrets, holdsSent } = sent
  const whole = withoutSent(body, sent.body)
  if (holdsSent(whole.toString("utf8"))) return Buffer.from(REDACTED_BODY)
  const isCutOff = body.length >= RESPONSE_BODY_BYTES_MAX
  if (!secrets.some((secret) => whole.includes(secret)) && !isCutOff) return whole
  // Byte by byte, so that what is no text stays as it is.
  let text = whole.toString("latin1")
  for (const secret of secrets) {
    text = text.replaceAll(Buffer.from(secret).toString("latin1"), REDACTED)
  }
  return Buffer.from(isCutOff ? withoutBegun(text, secrets) : text, "latin1")
}

/** As it was sent, or as a text within JSON. */
function withoutSent(body: Buffer, sent: Buffer): Buffer {
  if (sent.length < CREDENTIAL_CHARACTERS_MIN) return body
  const written = Buffer.from(JSON.stringify(sent.toString("utf8")).slice(1, -1))
  for (const each of [sent, written]) {
    // A longer body than is kept of an answer is cut off in the middle.
    const at = body.indexOf(each.subarray(0, Math.min(each.length, ECHO_BYTES_SEEN)))
    if (at < 0) continue
    const end = Math.min(body.length, at + each.length)
    return Buffer.concat([body.subarray(0, at), Buffer.from(REDACTED_BODY), body.subarray(end)])
  }
  return body
}

/**
 * Finds parts of what was sent, however often they were put into quotes: a whole that was parsed and
 * written again, or a text in a text. What is nearly nothing says nothing.
 */
function echoFinder(sent: Buffer): (text: string) => boolean {
  let pieces: readonly string[] | undefined
  return (text) => {
    const bare = withoutQuotes(text)
    if (bare.length < PIECE_CHARACTERS) return false
    if (pieces === undefined) {
      const said = withoutQuotes(sent.subarray(0, RESPONSE_BODY_BYTES_MAX).toString("utf8"))
      const count = Math.max(0, Math.floor((said.length - PIECE_CHARACTERS) / PIECE_STEP) + 1)
      pieces = Array.from({ length: count }, (_, at) =>
        said.slice(at * PIECE_STEP, at * PIECE_STEP + PIECE_CHARACTERS),
      )
    }
    return pieces.some((piece) => bare.includes(piece))
  }
}

/** More than an id, less than an account with its names. */
const PIECE_CHARACTERS = 48
/** So whatever has 60 characters of it is found. */
const PIECE_STEP = 12

function withoutQuotes(text: string): string {
  return text.replace(/[\\"\s]/g, "")
}

/** So much of a body is enough to know it by. */
const ECHO_BYTES_SEEN = 1_024

/** The end of what was kept may be the beginning of a credential. */
function withoutBegun(text: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = secret.length - 1; length >= CREDENTIAL_CHARACTERS_MIN; length -= 1) {
      if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + REDACTED
    }
  }
  return text
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}
