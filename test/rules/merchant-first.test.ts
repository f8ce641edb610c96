import { expect, test } from "vitest"
import { filesBelow, sqlOf } from "./sources.ts"

/** Tables of the whole installation, not of a merchant. */
const WITHOUT_MERCHANT = ["merchants", "clock", "workers", "schema_migrations"]

const statements = filesBelow("migrations", ".sql")
  .map(sqlOf)
  .join("\n")
  .matchAll(
    /create (table|unique index) (\w+)\s*(?:on (\w+)\s*)?\(([\s\S]*?)\n?\)(?: with [^;]*| partition by [^;]*| where [^;]*)?;/g,
  )

const KEYS =
  /(?:primary key|unique|foreign key)\s*\(([^)]*)\)|(\w+)[^,\n(]*\b(?:primary key|unique)\b(?!\s*\()/g

const keys = [...statements].flatMap(([, kind, name = "", indexed, body = ""]) =>
  kind === "table"
    ? [...body.matchAll(KEYS)].map((match) => ({
        table: name,
        columns: match[1] ?? match[2] ?? "",
      }))
    : [{ table: indexed ?? name, columns: body }],
)

test("merchant_id leads every primary key, unique constraint and foreign key", () => {
  expect(keys.length).toBeGreaterThan(20)
  const wrong = keys.filter(
    ({ table, columns }) =>
      !WITHOUT_MERCHANT.includes(table) && columns.split(",")[0]?.trim() !== "merchant_id",
  )
  expect(wrong).toEqual([])
})
