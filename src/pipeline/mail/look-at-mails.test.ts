import { beforeEach, expect, test } from "vitest"

import { insertHealthMails } from "../../mail/insert-health-mails.ts"
import { useMailing } from "../../../test/support/mailing.ts"
import { lastWindow } from "./health-window.ts"
import { lookAtMails } from "./look-at-mails.ts"

const tests = useMailing()
const windowMs = 6 * 3_600_000
const look = () => lookAtMails(tests.database.pool)
const endOf = (window: number) => new Date(tests.firstWindow.getTime() + window * windowMs)

beforeEach(async () => {
  await tests.moveTo(0)
})

test("where nobody wants mails nothing is due", async () => {
  expect(await look()).toEqual({ isBusy: false, next: null })
  await tests.settings({ when: "never" })
  expect(await look()).toEqual({ isBusy: false, next: null })
})

test("who wants mails has one to come at the end of each window", async () => {
  await tests.settings({})
  expect(await look()).toEqual({ isBusy: false, next: endOf(1) })
})

test("a window that has ended is not done before its mails are made and sent", async () => {
  await tests.settings({})
  await tests.moveTo(1)
  expect(await look()).toEqual({ isBusy: true, next: endOf(2) })
  const windowStart = lastWindow(endOf(1)).from
  const merchants = [{ id: tests.fixture.merchantId, recipients: ["ops@shop.example"] }]
  await insertHealthMails(tests.database.pool, { windowStart, merchants })
  expect(await look()).toEqual({ isBusy: true, next: endOf(2) })
  await tests.database.pool.query("update mails set state = 'dropped', finished_at = due_at")
  expect(await look()).toEqual({ isBusy: false, next: endOf(2) })
})

test("a mail that is tried again later is due then", async () => {
  await tests.settings({})
  await tests.moveTo(1)
  tests.server.onMail = () => ({ status: 451, text: "4.3.0 later" })
  await tests.openItem()
  const loop = tests.start({ limits: { retryWaitsMs: [20 * 60_000] } })
  await tests.until(async () => (await tests.rows()).some(({ last_error }) => last_error !== null))
  await loop.stop()
  const { isBusy, next } = await look()
  expect(isBusy).toBe(false)
  const waitMs = (next?.getTime() ?? 0) - endOf(1).getTime()
  expect(waitMs).toBeGreaterThan(17 * 60_000)
  expect(waitMs).toBeLessThan(23 * 60_000)
})
