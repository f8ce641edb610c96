import { readFileSync } from "node:fs"
import { expect, test } from "vitest"

import { openapiText } from "../../src/http/openapi-text.ts"

test("openapi.json is what the routes say; otherwise run `npm run openapi`", async () => {
  const written = readFileSync(new URL("../../openapi.json", import.meta.url), "utf8")
  expect(written).toBe(await openapiText())
})
