import fc from "fast-check"

import { brokenJson, hostileText } from "./hostile-values.ts"
import { nearlyValid, type Meant, type Schema } from "./schema-values.ts"

export interface FuzzedOperation {
  readonly path: string
  readonly method: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly schema: Schema
  }[]
  readonly body: Schema | undefined
}

export interface FuzzedCall {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const CONTENT_TYPES = [
  "application/json; charset=utf-8",
  "text/plain",
  "application/x-ndjson",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "nonsense",
]

/** A call of this operation: most are nearly as documented, some are not at all. */
export function arbitraryCall(operation: FuzzedOperation, meant: Meant): fc.Arbitrary<FuzzedCall> {
  const { method, parameters } = operation
  const inPath = parameters.filter((each) => each.in === "path")
  const inQuery = parameters.filter((each) => each.in === "query")
  const path = fc
    .tuple(
      ...inPath.map(({ name }) =>
        fc.oneof(
          { weight: 5, arbitrary: meant(placeOf(operation.path, name)) ?? hostileText },
          { weight: 1, arbitrary: hostileText },
        ),
      ),
    )
    .map((values) =>
      inPath.reduce(
        (whole, { name }, at) => whole.replace(`{${name}}`, encoded(values[at] ?? "")),
        operation.path,
      ),
    )
  const query = fc
    .tuple(...inQuery.map((each) => queryOf(each, meant)))
    .map((parts) => parts.flat())
  const body = operation.body === undefined ? fc.constant(undefined) : bodyOf(operation.body, meant)
  const type = fc.oneof(
    { weight: 20, arbitrary: fc.constant("application/json") },
    { weight: 1, arbitrary: fc.constantFrom(...CONTENT_TYPES) },
  )
  const key = fc.option(fc.constantFrom("a", "b", "c", "x".repeat(255), "ä", "x".repeat(300)), {
    freq: 8,
    nil: undefined,
  })
  return fc.record({ path, query, body, type, key }).map((call) => ({
    method,
    path: call.path + (call.query.length === 0 ? "" : `?${call.query.join("&")}`),
    headers: {
      ...(call.body === undefined ? {} : { "content-type": call.type }),
      ...(call.key === undefined
        ? {}
        : { "idempotency-key": Buffer.from(call.key).toString("latin1") }),
    },
    body: call.body,
  }))
}

/** `sources.id`: an id says of what kind it is by what stands before it. */
function placeOf(path: string, name: string): string {
  const [, before = ""] = new RegExp(`([^/{}]+)/[{]${name}[}]`).exec(path) ?? []
  return name === "id" ? `${before}.id` : name
}

/** None, one, or the same name twice. */
function queryOf(
  { name, schema }: FuzzedOperation["parameters"][number],
  meant: Meant,
): fc.Arbitrary<readonly string[]> {
  const value = fc.oneof(
    { weight: 4, arbitrary: nearlyValid(schema, { meant, name, hostileEach: 0 }).map(unquoted) },
    { weight: 1, arbitrary: hostileText },
  )
  const pair = value.map((text) => `${name}=${encoded(text)}`)
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: pair.map((one) => [one]) },
    { weight: 1, arbitrary: fc.tuple(pair, pair) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        [name],
        [`${name}[]=1`],
        [`${name}=%zz`],
        [`${name}[__proto__]=1`],
      ),
    },
  )
}

function bodyOf(schema: Schema, meant: Meant): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: nearlyValid(schema, { meant, hostileEach: 0 }) },
    { weight: 8, arbitrary: nearlyValid(schema, { meant, hostileEach: 12 }) },
    { weight: 1, arbitrary: brokenJson },
  )
}

function unquoted(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json
}

/** Lone surrogates have no bytes: as what a client would write in their place. */
function encoded(text: string): string {
  const written = encodeURIComponent(text.toWellFormed())
  // A path of dots would be another path before it is sent.
  return /^\.+$/.test(written) ? written.replaceAll(".", "%2E") : written
}
