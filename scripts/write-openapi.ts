import { writeFileSync } from "node:fs"

import { openapiText } from "../src/http/openapi-text.ts"
import { apiTypesText, type OpenapiDocument } from "./api-types-text.ts"

/** Writes openapi.json from the routes, and the dashboard's types from that: `npm run openapi`. */
const text = await openapiText()
writeFileSync(new URL("../openapi.json", import.meta.url), text)
writeFileSync(
  new URL("../dashboard/src/api/openapi.d.ts", import.meta.url),
  apiTypesText(JSON.parse(text) as OpenapiDocument),
)
