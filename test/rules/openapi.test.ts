import { readFileSync } from "node:fs"
import { expect, test } from "vitest"

import { apiTypesText, type OpenapiDocument } from "../../scripts/api-types-text.ts"
import { openapiText } from "../../src/http/openapi-text.ts"

test("openapi.json is what the routes say; otherwise run `npm run openapi`", async () => {
  const written = readFileSync(new URL("../../openapi.json", import.meta.url), "utf8")
  expect(written).toBe(await openapiText())
})

test("the dashboard's types are those of openapi.json", () => {
  const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")
  const document = JSON.parse(read("openapi.json")) as OpenapiDocument
  expect(read("dashboard/src/api/openapi.d.ts")).toBe(apiTypesText(document))
})
