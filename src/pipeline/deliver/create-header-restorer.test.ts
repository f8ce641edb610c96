import { afterAll, beforeAll, expect, test } from "vitest"

import { createHubFixture, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { createHeaderRestorer } from "./create-header-restorer.ts"
import { createSourceCache } from "../receive/source-cache.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

test("requests of more sources than are read at once all get their credentials back", async () => {
  const { keyring, settleContext } = hub
  const keys = Array.from({ length: 100 }, (_, index) => `callback-key-${index}`)
  const sources = await Promise.all(
    keys.map((key) => hub.addSource("pivot", { secrets: { callback_api_key: [key] } })),
  )
  const restore = createHeaderRestorer(createSourceCache(settleContext.pool, keyring), keyring)
  const storedOf = (key: string) => ({
    "x-api-key": [`hmac:${keyring.hash(key).toString("hex")}`],
  })
  const restored = sources.map(({ id }, index) => restore(id, storedOf(keys[index] ?? "")))
  expect((await Promise.all(restored)).map((headers) => headers["x-api-key"])).toEqual(
    keys.map((key) => [key]),
  )
})
