import { createMetrics } from "../metrics.ts"
import { version } from "../version.ts"
import type { Hub } from "./hub.ts"
import { openapiDocument } from "./openapi.ts"
import { createServer } from "./server.ts"

/** openapi.json as it must be: from the routes alone, without a database or a port. */
export async function openapiText(): Promise<string> {
  const server = await createServer(unplugged)
  const text = `${JSON.stringify(openapiDocument(server), null, 2)}\n`
  await server.close()
  return text
}

/** No route runs, so nothing else of the hub is ever touched. */
const unplugged = {
  version,
  metrics: createMetrics(),
  mail: { publicUrl: null },
  keyring: { derive: () => Buffer.alloc(32) } as Partial<Hub["keyring"]>,
} as Hub
