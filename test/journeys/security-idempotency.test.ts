import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, type Answer, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

/** From here on no answer can be kept: as where the process dies between its change and that. */
async function withoutAnswers<T>(work: () => Promise<T>): Promise<T> {
  await database.pool.query(
    `create function die() returns trigger language plpgsql as $$ begin raise 'died'; end $$;
     create trigger die before update of response_status on idempotency_requests
       for each row when (new.response_status is not null) execute function die()`,
  )
  try {
    return await work()
  } finally {
    await database.pool.query("drop function die cascade")
  }
}

const aMinutePasses = (key: string) =>
  database.pool.query(
    "update idempotency_requests set created_at = created_at - interval '61 seconds' where key = $1",
    [key],
  )

const secrets = { callback_api_key: "secret-of-the-source" }
const makeSource = (name: string) =>
  call(hub, "POST /v1/sources", {
    body: { name, provider: "pivot", secrets },
    headers: { "idempotency-key": name },
  })
async function sourcesOf(name: string): Promise<readonly string[]> {
  const { json } = await call(hub, "GET /v1/sources?limit=100")
  return json.data.flatMap((each: { id: string; name: string }) =>
    each.name === name ? [each.id] : [],
  )
}

describe("a request with an Idempotency-Key whose process dies", () => {
  test("after its change is not run again: what it made is named", async () => {
    await withoutAnswers(() => makeSource("after"))
    expect((await makeSource("after")).json.code).toBe("idempotency_in_progress")
    await aMinutePasses("after")
    const again = await makeSource("after")
    const [made, ...more] = await sourcesOf("after")
    expect(again.status).toBe(409)
    expect(again.json).toMatchObject({
      code: "idempotency_answer_lost",
      retryable: false,
      object: made,
    })
    expect(more).toEqual([])
  })

  test("before its change is run again after a minute", async () => {
    const lock = await database.pool.connect()
    await lock.query("begin; lock table sources in exclusive mode")
    const first = makeSource("before")
    await untilBlocked()
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'insert into sources%' and wait_event_type = 'Lock' and datname = current_database()",
    )
    await lock.query("rollback")
    lock.release()
    expect((await first).status).toBeGreaterThanOrEqual(500)
    const second = await makeSource("before")
    expect(second.status, second.text).toBe(201)
    expect(await sourcesOf("before")).toEqual([second.json.id])
  })

  test("or is only taken for dead, changes nothing once another has its key", async () => {
    const lock = await database.pool.connect()
    await lock.query("begin; lock table sources in exclusive mode")
    const late = makeSource("late")
    await untilBlocked()
    await aMinutePasses("late")
    const other = makeSource("late")
    await untilBlocked(2)
    await lock.query("rollback")
    lock.release()
    const answers: readonly Answer[] = await Promise.all([late, other])
    const codes: readonly string[] = answers.map(({ status, json }) =>
      status === 201 ? "made" : json.code,
    )
    expect(codes.toSorted()).toEqual(["idempotency_in_progress", "made"])
    expect(await sourcesOf("late")).toHaveLength(1)
    const made = answers.find(({ status }) => status === 201)
    expect((await makeSource("late")).text).toBe(made?.text)
  })

  test("in a call that makes an API key names the key to revoke", async () => {
    const make = () =>
      call(hub, "POST /v1/api-keys", {
        body: { name: "lost", scopes: ["read"] },
        headers: { "idempotency-key": "lost key" },
      })
    await withoutAnswers(make)
    await aMinutePasses("lost key")
    const { json } = await make()
    const list = await call(hub, "GET /v1/api-keys")
    const lost = list.json.data.filter((each: { name: string }) => each.name === "lost")
    expect(lost.map(({ id }: { id: string }) => id)).toEqual([json.object])
  })
})

/** Until so many requests wait to write their source. */
async function untilBlocked(count = 1): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity where wait_event_type = 'Lock'
           and query like 'insert into sources%' and datname = current_database()`,
      )
      return rows.length
    })
    .toBe(count)
}
