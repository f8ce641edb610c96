import { afterAll, beforeAll, expect, test } from "vitest"

import { createMailServer, type MailServer } from "../support/mail-server.ts"
import { startMovingHub, type MovingHub } from "../support/moving-hub.ts"

const windowMs = 6 * 3_600_000

let hub: MovingHub
let server: MailServer

beforeAll(async () => {
  server = await createMailServer()
  hub = await startMovingHub({ SMTP_URL: server.url, MAIL_FROM: "hub@pay.example" })
  // Of a window in which the merchant came, and nothing happened, no mail tells.
  await hub.database.pool.query("update merchants set created_at = '2026-01-01T00:00:00Z'")
  await hub.api("PUT /v1/health-report/settings", {
    recipients: ["ops@shop.example"],
    when: "always",
    stuck_after_hours: 24,
  })
})
afterAll(async () => {
  await hub.close()
  await server.close()
})

/** The windows that mails were made for, in order, and what became of them. */
async function windows(): Promise<readonly { readonly from: number; readonly state: string }[]> {
  const { rows } = await hub.database.pool.query<{ window_start: Date; state: string }>(
    "select window_start, state from mails order by window_start",
  )
  return rows.map((row) => ({ from: row.window_start.getTime(), state: row.state }))
}

test("two days bring the health mail of each of their eight windows, by a real mail server", async () => {
  const { now } = (await hub.api("GET /v1/sandbox/clock")).json
  const first = Math.floor(Date.parse(now) / windowMs) * windowMs
  const begunMs = performance.now()
  expect((await hub.advance({ advance: "P2D" })).json).toMatchObject({ reached: true })
  expect(performance.now() - begunMs).toBeLessThan(10_000)
  const made = (await windows()).filter(({ from }) => from >= first)
  expect(made).toEqual(
    Array.from({ length: 8 }, (_, index) => ({ from: first + index * windowMs, state: "sent" })),
  )
  const told = server.mails.map(({ parsed }) => parsed.text ?? "")
  for (const [index, { from }] of made.entries()) {
    const time = new Date(from).toISOString().slice(0, 16).replace("T", " ")
    expect(told[index]).toContain(time)
  }
  expect(server.mails).toHaveLength(8)
})

test("a mail server that is away for hours gets each mail at its retries", async () => {
  server.mails.length = 0
  const triesBefore = server.tries
  server.onMail = () =>
    server.tries - triesBefore <= 4 ? { status: 451, text: "4.3.0 come back later" } : undefined
  const { now } = (await hub.api("GET /v1/sandbox/clock")).json
  const end = Math.ceil(Date.parse(now) / windowMs) * windowMs
  const to = new Date(end + 3_600_000).toISOString()
  expect((await hub.advance({ to })).json).toMatchObject({ reached: true, target: to })
  expect(server.tries - triesBefore).toBe(5)
  expect(server.mails).toHaveLength(1)
  expect((await windows()).at(-1)?.state).toBe("sent")
})

test("where nobody wants mails, the ends of windows are no stops", async () => {
  server.onMail = () => undefined
  server.mails.length = 0
  await hub.api("PUT /v1/health-report/settings", { recipients: [], when: "needed" })
  const walk = (await hub.advance({ advance: "P30D" })).json
  expect(walk).toMatchObject({ reached: true, stops: 1 })
  expect(server.mails).toHaveLength(0)
})
