import { expect, test } from "vitest"

import { createDeliveryFixture } from "../../../test/support/deliveries.ts"
import { useDelivering } from "../../../test/support/delivering.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test("a merchant with many busy endpoints holds up no other merchant", async () => {
  tests.receiver.answer = async (_, response) => {
    await sleep(50)
    response.end()
  }
  const other = await createDeliveryFixture(tests.database.pool)
  for (let endpoint = 0; endpoint < 30; endpoint += 1) {
    await tests.fixture.queue(await tests.fixture.addEndpoint(tests.receiver.url), 60)
  }
  const endpointId = await other.addEndpoint(`${tests.receiver.url}/other`)
  const ids = await other.queue(endpointId, 60)
  await tests.start({ claimedMax: 60, quickMax: 60 })
  for (const id of ids) await other.until(id, ({ state }) => state === "delivered")
  const before = tests.receiver.requests.findLastIndex(({ path }) => path === "/other")
  // Half of the room until its 60 are sent; with the room divided over endpoints it were 1 of 31.
  expect(before).toBeLessThan(60 * 4)
})

test("an endpoint has its turn although others always want more than there is", async () => {
  for (let endpoint = 0; endpoint < 12; endpoint += 1) {
    await tests.fixture.queue(await tests.fixture.addEndpoint(`${tests.receiver.url}/busy`), 200)
  }
  const endpointId = await tests.fixture.addEndpoint(`${tests.receiver.url}/last`)
  const ids = await tests.fixture.queue(endpointId, 5)
  await tests.start({ claimedMax: 4, quickMax: 4 })
  for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
  const paths = tests.receiver.requests.map(({ path }) => path)
  expect(paths.lastIndexOf("/last")).toBeLessThan(12 * 100)
})
