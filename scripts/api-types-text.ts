/** A JSON Schema as OpenAPI 3.1 holds it, as far as this project's routes use it. */
interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly description?: string
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly {
    readonly in: "path" | "query" | "header" | "cookie"
    readonly name: string
    readonly required?: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: Content & { readonly required?: boolean }
  readonly responses: Readonly<Record<string, Content>>
}

export interface OpenapiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const

const HEAD = `// Made from openapi.json by \`npm run openapi\`: do not edit.
/* oxlint-disable */

`

/**
 * TypeScript of the API, in the form that openapi-fetch takes: `components` and `paths`. The usual
 * generator cannot be installed beside TypeScript 7.
 */
export function apiTypesText(document: OpenapiDocument): string {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `    ${name}: ${typeOf(schema, 2)}\n`,
  )
  const paths = Object.entries(document.paths).map(
    ([path, operations]) => `  ${JSON.stringify(path)}: ${pathType(operations)}\n`,
  )
  return (
    `${HEAD}export interface components {\n  schemas: {\n${schemas.join("")}  }\n}\n\n` +
    `export interface paths {\n${paths.join("")}}\n`
  )
}

function pathType(operations: Readonly<Record<string, Operation>>): string {
  const methods = METHODS.map((method) => {
    const operation = operations[method]
    return operation === undefined
      ? `    ${method}?: never\n`
      : `${comment(operation.summary, 2)}    ${method}: ${operationType(operation)}\n`
  })
  return `{\n    parameters: { query?: never; header?: never; path?: never; cookie?: never }\n${methods.join("")}  }`
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const groups = (["query", "header", "path", "cookie"] as const).map((place) => {
    const those = parameters.filter((parameter) => parameter.in === place)
    if (those.length === 0) return `${place}?: never`
    const needed = those.some(({ required }) => required === true)
    const fields = those.map(
      ({ name, required, schema }) =>
        `${comment(schema.description, 4)}        ${JSON.stringify(name)}${required === true ? "" : "?"}: ${typeOf(schema, 4)}\n`,
    )
    return `${place}${needed ? "" : "?"}: {\n${fields.join("")}      }`
  })
  const body =
    requestBody === undefined
      ? "requestBody?: never"
      : `requestBody${requestBody.required === true ? "" : "?"}: ${contentType(requestBody)}`
  const answers = Object.entries(responses).map(
    ([status, answer]) => `        ${status}: { headers: {}; ${contentType(answer).slice(2)}\n`,
  )
  return (
    `{\n      parameters: { ${groups.join("; ")} }\n      ${body}\n` +
    `      responses: {\n${answers.join("")}      }\n    }`
  )
}

function contentType({ content }: Content): string {
  const kinds = Object.entries(content ?? {}).map(
    ([kind, { schema }]) => `${JSON.stringify(kind)}: ${typeOf(schema, 5)}`,
  )
  return kinds.length === 0 ? "{ content?: never }" : `{ content: { ${kinds.join("; ")} } }`
}

function typeOf(schema: Schema, depth: number): string {
  if (schema.$ref !== undefined) return referenceType(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(" | ")
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return inBrackets(choices, " | ", depth)
  if (schema.allOf !== undefined) return inBrackets(schema.allOf, " & ", depth)
  switch (schema.type) {
    case "string":
      return "string"
    case "integer":
    case "number":
      return "number"
    case "boolean":
      return "boolean"
    case "null":
      return "null"
    case "array":
      return `(${typeOf(schema.items ?? {}, depth)})[]`
    case "object":
      return objectType(schema, depth)
    case undefined:
    default:
      return "unknown"
  }
}

function objectType(
  { properties, required = [], additionalProperties }: Schema,
  depth: number,
): string {
  if (properties === undefined) {
    const value =
      typeof additionalProperties === "object" ? typeOf(additionalProperties, depth) : "unknown"
    return `Record<string, ${value}>`
  }
  const indent = "  ".repeat(depth + 1)
  const fields = Object.entries(properties).map(
    ([name, property]) =>
      `${comment(property.description, depth + 1)}${indent}${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeOf(property, depth + 1)}\n`,
  )
  return `{\n${fields.join("")}${"  ".repeat(depth)}}`
}

function inBrackets(schemas: readonly Schema[], operator: string, depth: number): string {
  return `(${schemas.map((each) => typeOf(each, depth)).join(operator)})`
}

function referenceType(reference: string): string {
  return `components["schemas"][${JSON.stringify(reference.split("/").at(-1))}]`
}

function comment(text: string | undefined, depth: number): string {
  if (text === undefined) return ""
  return `${"  ".repeat(depth)}/** ${text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ")} */\n`
}
