import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { ATTEMPT_COLUMNS, HISTORY_COLUMNS, LISTS, type List } from "./lists.ts"

interface Schema {
  readonly $ref?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Operation {
  readonly parameters: readonly { readonly name: string }[]
  readonly responses: Readonly<
    Record<
      string,
      { readonly content: { readonly "application/json": { readonly schema: Schema } } }
    >
  >
}

const openapi = JSON.parse(
  readFileSync(new URL("../../openapi.json", import.meta.url), "utf8"),
) as {
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

describe("what the tables show is what the API answers", () => {
  test.each(Object.entries<List>(LISTS))("%s", (_, { route, columns, filters }) => {
    const operation = openapi.paths[route]?.get
    const answer = operation?.responses["200"]?.content["application/json"].schema
    expect(namesOf(answer?.properties?.["data"]?.items)).toEqual(
      expect.arrayContaining([...columns]),
    )
    expect(operation?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...filters, "limit", "cursor"]),
    )
  })

  test("the history of a payout, and the attempts of a delivery", () => {
    const { HistoryEntry, WholeDelivery } = openapi.components.schemas
    expect(namesOf(HistoryEntry)).toEqual(expect.arrayContaining([...HISTORY_COLUMNS]))
    const attempt = WholeDelivery?.properties?.["attempts"]?.items
    expect(namesOf(attempt)).toEqual(expect.arrayContaining([...ATTEMPT_COLUMNS]))
  })
})

function namesOf(schema: Schema | undefined): readonly string[] {
  const name = schema?.$ref?.split("/").at(-1)
  const whole = name === undefined ? schema : openapi.components.schemas[name]
  return Object.keys(whole?.properties ?? {})
}
