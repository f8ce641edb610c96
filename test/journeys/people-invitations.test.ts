import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { pino } from "pino"

import { openInstallation } from "../../src/pipeline/open-installation.ts"
import { readConfig } from "../../src/config.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import {
  callAsPage,
  cookieOf,
  inviteToken,
  joinAs,
  PASSWORD,
  type LoggedIn,
} from "../support/people.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"
import { waitForLocks } from "../support/waiting-for-locks.ts"

let database: TestDatabase
let hub: TestHub
let other: TestHub
let owner: LoggedIn
let written = ""

beforeAll(async () => {
  database = await createTestDatabase()
  const log = pino({ level: "trace" }, { write: (line: string) => void (written += line) })
  hub = await createTestHub(database, { log })
  other = await createTestHub(database, { log })
  owner = await joinAs(hub, "owner")
})
beforeEach(() => database.pool.query("delete from login_tries"))
afterAll(async () => {
  await hub.stop()
  await other.stop()
  await database.drop()
})

let newcomers = 0

function accept(token: string, changes: object = {}, at = hub) {
  newcomers += 1
  const email = `newcomer-${newcomers}@example.com`
  const body = { token, name: "New Comer", email, password: PASSWORD, ...changes }
  return callAsPage(at, "POST /auth/invitation/accept", { body })
}

function statusesOf(answers: readonly { readonly status: number }[]): readonly number[] {
  return answers.map(({ status }) => status).toSorted((a, b) => a - b)
}

function look(token: string) {
  return callAsPage(hub, "POST /auth/invitation", { body: { token } })
}

describe("a link", () => {
  test("may be looked at, and works once", async () => {
    const token = await inviteToken(hub, { role: "viewer" })
    for (const _time of [1, 2]) {
      expect((await look(token)).json).toMatchObject({
        merchant: { name: "first merchant" },
        role: "viewer",
      })
    }
    const accepted = await accept(token)
    expect(accepted.status, accepted.text).toBe(204)
    const me = await callAsPage(hub, "GET /v1/me", { cookie: cookieOf(accepted) })
    expect(me.json).toMatchObject({ role: "viewer", scopes: ["read"], name: "New Comer" })
    expect((await look(token)).json).toMatchObject({ status: 404, code: "invitation_invalid" })
    expect((await accept(token)).json).toMatchObject({ code: "invitation_invalid" })
  })

  test("that two accept at once makes one member, over two processes", async () => {
    const token = await inviteToken(hub, { role: "viewer" })
    // Both have seen that the link works before one of them can go on.
    const holder = await database.pool.connect()
    await holder.query("begin")
    await holder.query("lock table members in share mode")
    const accepting = Promise.all([accept(token), accept(token, {}, other)])
    await waitForLocks(database.pool, 2, [])
    await holder.query("commit")
    holder.release()
    expect(statusesOf(await accepting)).toEqual([204, 404])
    const { rows } = await database.pool.query(
      `select count(*)::int as people from people
       where not exists (select from members where person_id = people.id)`,
    )
    expect(rows[0].people).toBe(0)
  })

  test("that is too old, withdrawn or made up makes nobody", async () => {
    const expired = await inviteToken(hub, { role: "owner" })
    await database.pool.query(
      `update invitations set expires_at = paidout_server_now()
       where id = (select id from invitations order by id desc limit 1)`,
    )
    expect((await accept(expired)).json).toMatchObject({ code: "invitation_invalid" })

    const withdrawn = await inviteToken(hub, { role: "owner" })
    const open = await owner.call("GET /v1/invitations?limit=1")
    const { id } = open.json.data[0]
    expect((await owner.call(`DELETE /v1/invitations/${id}`)).status).toBe(204)
    expect((await owner.call(`DELETE /v1/invitations/${id}`)).status).toBe(404)
    expect((await accept(withdrawn)).json).toMatchObject({ code: "invitation_invalid" })
    expect((await accept("made-up")).json).toMatchObject({ code: "invitation_invalid" })
  })

  test("for one e-mail address is for no other", async () => {
    const email = "Grace@Example.com"
    const token = await inviteToken(hub, { role: "viewer", email })
    expect((await accept(token)).json).toMatchObject({ status: 403, code: "forbidden" })
    expect((await accept(token, { email: "grace@example.COM" })).status).toBe(204)
  })

  test("is no way around a password: who has a login joins with it", async () => {
    const made = await call(hub, "POST /v1/merchants", { body: { name: "second" } })
    const second = made.json.merchant.id as string
    const token = await inviteToken(hub, { role: "operator" }, made.json.api_key.key)
    const taken = await accept(token, { email: owner.email, password: "another password" })
    expect(taken.json).toMatchObject({ status: 409, code: "email_taken" })
    const body = { token }
    expect((await callAsPage(hub, "POST /auth/invitation/join", { body })).status).toBe(401)
    expect((await owner.call("POST /auth/invitation/join", { body })).status).toBe(204)

    const me = await owner.call("GET /v1/me")
    expect(me.json).toMatchObject({ role: "operator", merchant: { id: second } })
    expect(me.json.merchants).toHaveLength(2)
    const first = me.json.merchants.find((each: { id: string }) => each.id !== second).id as string

    // An old tab still shows the merchant of before.
    const headers = { "paidout-merchant": first }
    const stale = await owner.call("GET /v1/payouts", { headers })
    expect(stale.json).toMatchObject({ status: 409, code: "merchant_changed" })
    const back = await owner.call("POST /v1/me/merchant", { body: { merchant_id: first } })
    expect(back.status).toBe(204)
    expect((await owner.call("GET /v1/me", { headers })).json).toMatchObject({ role: "owner" })
  })

  test("makes nobody less than he was, and is not used up by trying", async () => {
    const token = await inviteToken(hub, { role: "viewer" })
    const body = { token }
    const joined = await owner.call("POST /auth/invitation/join", { body })
    expect(joined.json).toMatchObject({ status: 409, code: "conflict" })
    expect((await owner.call("GET /v1/me")).json.role).toBe("owner")
    expect((await look(token)).status).toBe(200)
  })

  test("takes a password of 12 characters, and an address that can log in", async () => {
    const token = await inviteToken(hub, { role: "viewer" })
    for (const password of ["eleven char", "x".repeat(129)]) {
      expect((await accept(token, { password })).json).toMatchObject({ code: "password_refused" })
    }
    for (const email of ["ada", "ada@localhost", "a b@example.com"]) {
      expect((await accept(token, { email })).status).toBe(400)
    }
    expect((await look(token)).status).toBe(200)
  })

  test("stands in no table, log or list as it is", async () => {
    const token = await inviteToken(hub, { role: "viewer" })
    await look(token)
    await callAsPage(hub, `GET /invite/${token}`)
    const { rows } = await database.pool.query("select invitations::text as row from invitations")
    const lists = await Promise.all(
      ["/v1/invitations", "/v1/audit"].map((path) => owner.call(`GET ${path}?limit=100`)),
    )
    const everything = [written, JSON.stringify(rows), ...lists.map(({ text }) => text)].join("")
    expect(everything).toContain("invitation.create")
    expect(everything).not.toContain(token)
  })
})

describe("the last owner", () => {
  test("can neither be removed nor demoted, by nobody", async () => {
    for (const target of [`PATCH /v1/members/${owner.id}`, `DELETE /v1/members/${owner.id}`]) {
      const body = target.startsWith("PATCH") ? { role: "viewer" } : undefined
      const refused = await call(hub, target, { ...(body !== undefined && { body }) })
      expect(refused.json).toMatchObject({ status: 409, code: "last_owner" })
    }
  })

  test.each(["demote", "remove"])("of two who %s one another, one stays", async (how) => {
    for (let round = 0; round < 3; round += 1) {
      const rival = await joinAs(hub, "owner")
      const against = (person: LoggedIn, at: TestHub) =>
        how === "demote"
          ? call(at, `PATCH /v1/members/${person.id}`, { body: { role: "viewer" } })
          : call(at, `DELETE /v1/members/${person.id}`)
      const answers = await Promise.all([against(owner, hub), against(rival, other)])
      expect(statusesOf(answers)).toEqual([204, 409])
      const members = await call(hub, "GET /v1/members?limit=100")
      const owners = members.json.data.filter((each: { role: string }) => each.role === "owner")
      expect(owners).toHaveLength(1)
      if (owners[0].id === rival.id) owner = rival
    }
  })
})

describe("the first owner's link", () => {
  test("is made by each start until there is one; only the last works", async () => {
    const fresh = await createTestDatabase()
    const config = readConfig({
      DATABASE_URL: fresh.connectionString,
      PAIDOUT_SECRET_KEY: "the secret key of the tests",
      PAIDOUT_API_KEY: FIRST_API_KEY,
      DATA_DIR: temporaryFolder(),
    })
    const start = async () => {
      const installation = await openInstallation(config, { log: pino({ level: "silent" }) })
      await installation.close()
      return installation.firstOwnerToken
    }
    // Two machines at once, then one of them again.
    const together = await Promise.all([start(), start()])
    const last = await start()
    const started = await createTestHub(fresh)
    try {
      for (const token of together) {
        const body = { token }
        const { status } = await callAsPage(started, "POST /auth/invitation", { body })
        expect(status).toBe(404)
      }
      expect((await callAsPage(started, "GET /auth/setup")).json).toEqual({ needs_owner: true })
      const accepted = await accept(last ?? "", {}, started)
      expect(accepted.status, accepted.text).toBe(204)
      const me = await callAsPage(started, "GET /v1/me", { cookie: cookieOf(accepted) })
      expect(me.json).toMatchObject({ role: "owner", merchant: { name: "first merchant" } })
      expect((await callAsPage(started, "GET /auth/setup")).json).toEqual({ needs_owner: false })
      expect(await start()).toBeNull()
    } finally {
      await started.stop()
      await fresh.drop()
    }
  })
})
