import { createHmac } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { LOGIN_LIMITS } from "../../src/people/login-limits.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import {
  callAsPage,
  cookieOf,
  joinAs,
  logInAgain,
  PASSWORD,
  type LoggedIn,
} from "../support/people.ts"
import { createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
/** A second process on the same database, reached by TLS. */
let secureHub: TestHub
let ada: LoggedIn

beforeAll(async () => {
  database = await createTestDatabase()
  // Each test is another address: their wrong passwords must not add up.
  const limits = { trustedProxyCidrs: ["127.0.0.0/8"] }
  hub = await createTestHub(database, { limits })
  secureHub = await createTestHub(database, {
    limits,
    mail: { mailer: null, reportPool: database.pool, publicUrl: "https://hub.example" },
  })
  ada = await joinAs(hub, "owner")
})
afterAll(async () => {
  await hub.stop()
  await secureHub.stop()
  await database.drop()
})

const from = (address: string) => ({ "x-forwarded-for": address })

function tryToLogIn(email: string, password: string, address: string, at = hub) {
  const body = { email, password }
  return callAsPage(at, "POST /auth/login", { body, headers: from(address) })
}

describe("the cookie", () => {
  test("is out of reach of scripts and of other sites, and ends", async () => {
    const body = { email: ada.email, password: PASSWORD }
    const plain = await callAsPage(hub, "POST /auth/login", { body })
    const [cookie = ""] = plain.headers.getSetCookie()
    expect(cookie).toMatch(/^paidout\.session_token=/)
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(cookie).toContain(`Max-Age=${LOGIN_LIMITS.idleSecondsMax}; Path=/`)
    expect(cookie).not.toContain("Domain")
    expect(plain.text).toBe('{"needs_code":false}')
    const secure = await callAsPage(secureHub, "POST /auth/login", { body })
    const [securely = ""] = secure.headers.getSetCookie()
    expect(securely).toMatch(/^__Host-paidout\.session_token=[^;]+; Max-Age=\d+; Path=\//)
    expect(securely).toMatch(/; Secure(;|$)/)
    const cookies = { cookie: cookieOf(secure) }
    expect((await callAsPage(secureHub, "GET /v1/me", cookies)).status).toBe(200)
  })

  test("of before a login is worth nothing after it: the session is always a new one", async () => {
    const planted = { cookie: ada.cookie.replace(/=.*/, "=planted.by-somebody-else") }
    expect((await callAsPage(hub, "GET /v1/me", planted)).status).toBe(401)
    const body = { email: ada.email, password: PASSWORD }
    const first = await callAsPage(hub, "POST /auth/login", { body, ...planted })
    const second = await callAsPage(hub, "POST /auth/login", { body, cookie: cookieOf(first) })
    expect(cookieOf(first)).not.toContain("planted")
    expect(cookieOf(second)).not.toBe(cookieOf(first))
  })

  test("cannot be made from what the database holds", async () => {
    const { rows } = await database.pool.query("select token from people_sessions limit 1")
    const name = ada.cookie.slice(0, ada.cookie.indexOf("="))
    for (const value of [rows[0].token, `${rows[0].token}.${"A".repeat(43)}%3D`]) {
      expect((await callAsPage(hub, "GET /v1/me", { cookie: `${name}=${value}` })).status).toBe(401)
    }
  })

  test("does not go before an API key, nor help a wrong one", async () => {
    const headers = { authorization: "Bearer pd_not_a_key_of_anybody" }
    expect((await ada.call("GET /v1/me", { headers })).status).toBe(401)
  })
})

describe("what another site makes a browser send", () => {
  const body = { name: "by somebody else" }

  test.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another host of the same site", { "sec-fetch-site": "same-site" }],
    ["who knows where", { "sec-fetch-site": "none" }],
  ])("changes nothing: from %s", async (_from, headers) => {
    const refused = await ada.call("PATCH /v1/me", { body, headers })
    expect(refused.json).toMatchObject({ status: 403, code: "origin_refused" })
    const login = { email: ada.email, password: PASSWORD }
    const logIn = await callAsPage(hub, "POST /auth/login", { body: login, headers })
    expect(logIn.json).toMatchObject({ code: "origin_refused" })
    expect(logIn.headers.getSetCookie()).toEqual([])
    expect((await ada.call("GET /v1/me", { headers })).json.name).toBe(ada.name)
  })

  test("is told by its origin where the browser says nothing else", async () => {
    const call = async (at: TestHub, origin: string | undefined, cookie: string) => {
      const response = await fetch(`${at.url}/v1/me`, {
        method: "PATCH",
        headers: {
          cookie,
          "content-type": "application/json",
          ...(origin !== undefined && { origin }),
        },
        body: JSON.stringify({ name: ada.name }),
      })
      await response.text()
      return response.status
    }
    for (const origin of [undefined, "null", "https://evil.example", "http://127.0.0.1:1"]) {
      expect(await call(hub, origin, ada.cookie)).toBe(403)
    }
    expect(await call(hub, hub.url, ada.cookie)).toBe(204)
    const logIn = { body: { email: ada.email, password: PASSWORD } }
    const secure = cookieOf(await callAsPage(secureHub, "POST /auth/login", logIn))
    expect(await call(secureHub, "https://hub.example", secure)).toBe(204)
    // Anybody on the way can write a page that comes without TLS.
    expect(await call(secureHub, secureHub.url, secure)).toBe(403)
    expect(await call(secureHub, "http://hub.example", secure)).toBe(403)
  })
})

describe("wrong passwords", () => {
  test("and unknown addresses are answered alike, after the same work", async () => {
    const known = await tryToLogIn(ada.email, "not the password", "192.0.2.1")
    const unknown = await tryToLogIn("nobody@example.com", "not the password", "192.0.2.1")
    expect(known.status).toBe(401)
    expect(known.json.code).toBe("login_refused")
    expect(unknown.text).toBe(known.text)
    expect([...unknown.headers.keys()]).toEqual([...known.headers.keys()])
  })

  test("are counted per address, by all processes together; whose is another's go on", async () => {
    const { burst } = LOGIN_LIMITS.triesOfAddress
    for (let tried = 0; tried < burst; tried += 1) {
      const at = tried % 2 === 0 ? hub : secureHub
      const { status } = await tryToLogIn(`nobody-${tried}@nowhere`, "x", "192.0.2.2", at)
      expect(status).toBe(401)
    }
    const refused = await tryToLogIn(ada.email, PASSWORD, "192.0.2.2")
    expect(refused.json).toMatchObject({ status: 429, code: "rate_limited" })
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(15)
    expect((await tryToLogIn(ada.email, PASSWORD, "192.0.2.3")).status).toBe(200)
  })

  test("are counted per e-mail address, from wherever they come, at one moment too", async () => {
    const bob = await joinAs(hub, "viewer")
    const { burst } = LOGIN_LIMITS.triesOfEmail
    const tries = Array.from({ length: burst + 4 }, (_, at) =>
      tryToLogIn(bob.email.toUpperCase(), "x", `198.51.100.${at}`, at % 2 === 0 ? hub : secureHub),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(burst)
    expect(statuses.filter((status) => status === 429)).toHaveLength(4)
    expect((await tryToLogIn(bob.email, PASSWORD, "198.51.100.99")).status).toBe(429)
    // Who is logged in already goes on.
    expect((await bob.call("GET /v1/me")).status).toBe(200)
  })

  test("a client cannot choose whose tries its own are", async () => {
    const lone = await createTestHub(database)
    try {
      const { burst } = LOGIN_LIMITS.triesOfAddress
      const statuses: number[] = []
      for (let tried = 0; tried <= burst; tried += 1) {
        const { status } = await tryToLogIn(
          `nobody-${tried}@nowhere`,
          "x",
          `203.0.113.${tried}`,
          lone,
        )
        statuses.push(status)
      }
      expect(statuses).toContain(429)
      await database.pool.query("delete from login_tries")
    } finally {
      await lone.stop()
    }
  })

  test("what is over is forgotten, so that nothing piles up", async () => {
    await database.pool.query(
      `insert into login_tries (name, full_at)
       select sha256(n::text::bytea), paidout_server_now() - interval '1 second'
       from generate_series(1, 90) as n`,
    )
    await tryToLogIn(ada.email, PASSWORD, "192.0.2.4")
    const { rows } = await database.pool.query(
      "select count(*)::int as left from login_tries where full_at < paidout_server_now() - interval '1 second'",
    )
    expect(rows[0].left).toBe(0)
  })
})

describe("a session", () => {
  test("that was ended, expired or is too old is over, here at once", async () => {
    const bob = await joinAs(hub, "viewer")
    const other = await logInAgain(hub, bob)
    const sessions = await bob.call("GET /auth/sessions")
    expect(sessions.json.data).toHaveLength(2)
    expect(sessions.text).not.toMatch(/token/)
    const { id } = sessions.json.data.find((each: { is_this: boolean }) => !each.is_this)
    expect((await ada.call(`DELETE /auth/sessions/${id}`)).status).toBe(404)
    expect((await bob.call(`DELETE /auth/sessions/${id}`)).status).toBe(204)
    expect((await other.call("GET /v1/me")).status).toBe(401)
    expect((await bob.call("GET /v1/me")).status).toBe(200)

    for (const change of [
      "expires_at = paidout_server_now() - interval '1 second'",
      `created_at = paidout_server_now() - interval '${LOGIN_LIMITS.sessionDaysMax + 1} days'`,
    ]) {
      const again = await logInAgain(hub, bob)
      await database.pool.query(
        `update people_sessions set ${change}
         where id = (select id from people_sessions order by id desc limit 1)`,
      )
      // Another process has not seen it yet.
      const fresh = await createTestHub(database)
      expect((await callAsPage(fresh, "GET /v1/me", { cookie: again.cookie })).status).toBe(401)
      await fresh.stop()
    }
  })

  test("is renewed while it is used, and its cookie with it", async () => {
    const bob = await joinAs(hub, "viewer")
    await database.pool.query(
      `update people_sessions set expires_at = expires_at - interval '2 days'
       where id = (select id from people_sessions order by id desc limit 1)`,
    )
    const fresh = await createTestHub(database)
    const me = await callAsPage(fresh, "GET /v1/me", { cookie: bob.cookie })
    await fresh.stop()
    expect(me.status).toBe(200)
    expect(me.headers.getSetCookie()[0]).toContain(`Max-Age=${LOGIN_LIMITS.idleSecondsMax}`)
  })

  test("ends with the logout, in the browser and here", async () => {
    const bob = await joinAs(hub, "viewer")
    const out = await bob.call("POST /auth/logout", { body: {} })
    expect(out.status).toBe(204)
    expect(out.headers.getSetCookie()[0]).toMatch(/^paidout\.session_token=; Max-Age=0/)
    expect((await bob.call("GET /v1/me")).status).toBe(401)
  })

  test("of elsewhere ends when the password is changed, which takes the old one", async () => {
    const bob = await joinAs(hub, "viewer")
    const other = await logInAgain(hub, bob)
    const change = (current: string, next: string) =>
      bob.call("POST /auth/password", {
        body: { current_password: current, new_password: next },
      })
    expect((await change("not the password", "another long password")).status).toBe(401)
    expect((await change(PASSWORD, "short")).json).toMatchObject({ code: "password_refused" })
    const changed = await change(PASSWORD, "another long password")
    expect(changed.status, changed.text).toBe(204)
    expect((await other.call("GET /v1/me")).status).toBe(401)
    const kept = { cookie: cookieOf(changed) }
    expect((await callAsPage(hub, "GET /v1/me", kept)).json.email).toBe(bob.email)
    expect((await tryToLogIn(bob.email, PASSWORD, "192.0.2.9")).status).toBe(401)
    const log = await ada.call(`GET /v1/audit?actor=${bob.id}&action=person.change_password`)
    expect(log.json.data).toHaveLength(1)
  })
})

describe("a second factor", () => {
  test("is asked for at the login, takes each code as it should, and can be lost", async () => {
    const eve = await joinAs(hub, "operator")
    expect((await eve.call("POST /auth/second-factor", { body: { password: "x" } })).status).toBe(
      401,
    )
    const begun = await eve.call("POST /auth/second-factor", { body: { password: PASSWORD } })
    expect(begun.status, begun.text).toBe(200)
    const secret = new URL(begun.json.uri).searchParams.get("secret") ?? ""
    expect(begun.json.backup_codes).toHaveLength(10)
    // It does not count before the app has shown a code.
    expect((await tryToLogIn(eve.email, PASSWORD, "192.0.2.5")).json.needs_code).toBe(false)
    const confirm = { body: { code: totp(secret) } }
    const confirmed = await eve.call("POST /auth/second-factor/confirm", confirm)
    expect(confirmed.status, confirmed.text).toBe(204)

    const first = await tryToLogIn(eve.email, PASSWORD, "192.0.2.5")
    expect(first.json.needs_code).toBe(true)
    const cookie = cookieOf(first)
    expect((await callAsPage(hub, "GET /v1/me", { cookie })).status).toBe(401)
    const code = (body: object) => callAsPage(hub, "POST /auth/login/code", { cookie, body })
    expect((await code({ code: "000000" })).json).toMatchObject({ code: "code_refused" })
    const done = await code({ code: totp(secret) })
    expect(done.status, done.text).toBe(204)
    expect((await callAsPage(hub, "GET /v1/me", { cookie: cookieOf(done) })).status).toBe(200)

    const [backup] = begun.json.backup_codes
    for (const [status, expected] of [
      ["the first time", 204],
      ["a second time", 401],
    ] as const) {
      const again = cookieOf(await tryToLogIn(eve.email, PASSWORD, "192.0.2.6"))
      const used = await callAsPage(hub, "POST /auth/login/code", {
        cookie: again,
        body: { backup_code: backup },
      })
      expect(used.status, status).toBe(expected)
    }
    const { rows } = await database.pool.query(
      "select secret, backup_codes from people_second_factors",
    )
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify(rows)).not.toContain(backup)
  })
})

describe("whatever else better-auth can do", () => {
  test.each([
    "POST /auth/sign-up/email",
    "POST /auth/sign-in/email",
    "GET /auth/get-session",
    "POST /auth/update-user",
    "POST /auth/delete-user",
    "POST /auth/change-email",
    "POST /auth/forget-password",
    "GET /auth/list-sessions",
    "GET /auth/two-factor/get-totp-uri",
    "GET /auth/ok",
    "GET /auth",
  ])("has no path here: %s", async (target) => {
    const isPost = target.startsWith("POST")
    const answer = await ada.call(target, isPost ? { body: {} } : {})
    expect(answer.json).toMatchObject({ status: 404, code: "not_found" })
  })
})

/** RFC 6238, written a second time: what an authenticator app shows now. */
function totp(secret: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
  const bits = [...secret.replace(/=+$/, "")]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
    .join("")
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac("sha1", Buffer.from(bytes)).update(counter).digest()
  const at = (hash.at(-1) ?? 0) & 0xf
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0")
}
