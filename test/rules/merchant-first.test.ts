import { expect, test } from "vitest"
import { textOf } from "./sources.ts"

/** Tables of the whole installation, not of a merchant. */
const WITHOUT_MERCHANT = [
  "listening",
  "merchants",
  "clock",
  "workers",
  "schema_migrations",
  "pruned_partitions",
  // Logins: a person may be a member of several merchants.
  "people",
  "people_credentials",
  "people_sessions",
  "people_verifications",
  "people_second_factors",
  "login_tries",
]

/** Held against a real database by test/rules-database. */
const schema = JSON.parse(textOf("test/support/schema-snapshot.json")) as {
  readonly tables: readonly string[]
  readonly constraints: readonly string[]
  readonly indexes: readonly string[]
}

const KEY = /^(\w+) \w+: (?:PRIMARY KEY|UNIQUE|FOREIGN KEY) \((\w+)/
const UNIQUE_INDEX = /^CREATE UNIQUE INDEX \w+ ON (?:ONLY )?(?:public\.)?(\w+) USING \w+ \((\w+)/

/** A member is a person of the whole installation. */
const TO_A_PERSON = /FOREIGN KEY \(person_id\) REFERENCES people\(id\)/

const keys = [
  ...schema.constraints.filter((line) => !TO_A_PERSON.test(line)).map((line) => KEY.exec(line)),
  ...schema.indexes.map((line) => UNIQUE_INDEX.exec(line)),
].filter((match) => match !== null)

test("merchant_id leads every primary key, unique constraint and foreign key", () => {
  const wrong = keys.filter(
    ([, table = "", firstColumn]) =>
      !WITHOUT_MERCHANT.includes(table) && firstColumn !== "merchant_id",
  )
  expect(wrong.map(([line]) => line)).toEqual([])
})

test("every table of a merchant has a primary key", () => {
  const keyed = new Set(
    schema.constraints
      .filter((line) => line.includes(": PRIMARY KEY ("))
      .map((line) => line.split(" ")[0]),
  )
  const tables = schema.tables.map((line) => line.split(" ")[0])
  expect(tables.filter((table) => !keyed.has(table))).toEqual([])
  expect(tables.length).toBeGreaterThan(20)
})
