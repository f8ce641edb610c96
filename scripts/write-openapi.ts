import { writeFileSync } from "node:fs"

import { openapiText } from "../src/http/openapi-text.ts"

/** Writes openapi.json from the routes: `npm run openapi`. */
writeFileSync(new URL("../openapi.json", import.meta.url), await openapiText())
