import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { readSchema } from "./read-schema.ts"

const file = path.join(import.meta.dirname, "../support/schema-snapshot.json")

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test("the schema is the reviewed one (UPDATE_SNAPSHOT=1 npm test rewrites it)", async () => {
  const schema = await readSchema(database.pool)
  if (process.env["UPDATE_SNAPSHOT"] === "1") {
    writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
  }
  expect(schema).toEqual(JSON.parse(readFileSync(file, "utf8")))
})

test("every amount is numeric(38,4) and every time has a time zone", async () => {
  const { columns = [] } = await readSchema(database.pool)
  const loose = columns.filter((column) =>
    /\b(real|double precision|money|timestamp without time zone|numeric(?!\(38,4\)))\b/.test(
      column,
    ),
  )
  expect(loose).toEqual([])
})
