import { readFileSync } from "node:fs"
import { Compile } from "typebox/schema"

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

export const openapi = JSON.parse(
  readFileSync(new URL("../../openapi.json", import.meta.url), "utf8"),
) as Document

type Check = (value: unknown) => readonly string[]
const checks = new Map<string, Check>()

/** What an answer lacks of what openapi.json says of it; nothing where it is as documented. */
export function undocumented(
  call: { readonly method: string; readonly path: string },
  answer: { readonly status: number; readonly json: unknown },
): readonly string[] {
  const path = call.path.replace(/\?.*$/, "")
  const matching = Object.entries(openapi.paths).filter(([pattern]) =>
    new RegExp(`^${pattern.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path),
  )
  // A word of its own goes before a parameter in that place.
  const [template, operations] =
    matching.toSorted(([a], [b]) => parametersIn(a) - parametersIn(b))[0] ?? []
  const operation = operations?.[call.method.toLowerCase()]
  if (operation === undefined || template === undefined) {
    return answer.status < 400 ? [`${call.method} ${path} is not in openapi.json`] : []
  }
  const response = operation.responses[answer.status] ?? operation.responses["default"]
  if (answer.status < 400 && response === operation.responses["default"]) {
    return [`${call.method} ${template} does not document ${answer.status}`]
  }
  const [type, content] = Object.entries(response?.content ?? {})[0] ?? []
  const schema = content?.schema
  // Of a table or an archive its schema says no more than that it is one.
  if (schema === undefined || !type?.endsWith("json") || answer.status === 204) return []
  const name = `${call.method} ${template} ${answer.status}`
  const check = checks.get(name) ?? checkOf(schema)
  checks.set(name, check)
  return check(answer.json)
}

function parametersIn(pattern: string): number {
  return pattern.split("{").length - 1
}

function checkOf(schema: object): Check {
  const compiled = Compile({ ...schema, components: openapi.components } as never)
  return (value) => {
    if (compiled.Check(value)) return []
    return compiled.Errors(value)[1].map((error) => `${error.instancePath} ${error.message}`)
  }
}
