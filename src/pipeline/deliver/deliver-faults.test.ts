import { pino } from "pino"
import { expect, test } from "vitest"

import { startDatabaseProxy } from "../../../test/support/database-proxy.ts"
import { useDelivering } from "../../../test/support/delivering.ts"
import { createPool } from "../../postgres/pool.ts"
import { startDelivering } from "../deliver.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test("claims whose answer was lost with the connection are sent all the same", async () => {
  const proxy = await startDatabaseProxy(tests.database.connection)
  const pool = createPool(proxy.connection, { pipelined: true })
  const delivering = await startDelivering({
    pool,
    keyring: tests.fixture.keyring,
    sender: tests.context.sender,
    log: pino({ level: "silent" }),
    limits: { pollMs: 20, stopMs: 300 },
  })
  try {
    proxy.loseAnswerTo("claim_due_deliveries")
    const ids = await tests.fixture.queue(await tests.fixture.addEndpoint(tests.receiver.url), 5)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(tests.receiver.requests).toHaveLength(5)
  } finally {
    await delivering.stop()
    await pool.end()
    await proxy.close()
  }
})

test("an attempt whose recording got no answer is recorded once", async () => {
  const proxy = await startDatabaseProxy(tests.database.connection)
  const pool = createPool(proxy.connection, { pipelined: true })
  const errors: unknown[] = []
  const log = pino({ level: "error" }, { write: (line) => errors.push(line) })
  const delivering = await startDelivering({
    pool,
    keyring: tests.fixture.keyring,
    sender: tests.context.sender,
    log,
    limits: { pollMs: 20, stopMs: 300 },
  })
  try {
    proxy.loseAnswerTo("record_attempts")
    const id = await tests.one()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    await sleep(600)
    expect(await tests.fixture.attempts(id)).toHaveLength(1)
    expect(await tests.fixture.delivery(id)).toMatchObject({ state: "delivered", attempts: 1 })
    expect(errors).toEqual([])
  } finally {
    await delivering.stop()
    await pool.end()
    await proxy.close()
  }
})

test("an endpoint that moved is not disabled because its old address says 410", async () => {
  const { promise: moved, resolve: move } = Promise.withResolvers<void>()
  tests.receiver.answer = async ({ path }, response) => {
    if (path === "/new") return void response.end()
    await moved
    response.writeHead(410).end()
  }
  const endpointId = await tests.fixture.addEndpoint(`${tests.receiver.url}/old`, {
    retry_delays_ms: [100],
  })
  await tests.start()
  const [id = ""] = await tests.fixture.queue(endpointId)
  while (tests.receiver.requests.length === 0) await sleep(5)
  await tests.database.pool.query("update endpoints set url = $2 where id = $1", [
    endpointId,
    `${tests.receiver.url}/new`,
  ])
  move()
  await tests.fixture.until(id, ({ state }) => state === "delivered")
  const { rows } = await tests.database.pool.query("select state from endpoints where id = $1", [
    endpointId,
  ])
  expect(rows).toEqual([{ state: "active" }])
})
