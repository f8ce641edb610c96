import { afterEach, expect, test } from "vitest"

import { newUuid } from "../ids.ts"
import { pruneMails } from "../mail/prune-mails.ts"
import { claimMails } from "../mail/claim-mails.ts"
import { insertMail } from "../mail/insert-mail.ts"
import { claimIdempotencyKey } from "../merchants/claim-idempotency-key.ts"
import {
  freeIdempotencyKey,
  keepIdempotentAnswer,
  pruneIdempotencyKeys,
} from "../merchants/keep-idempotent-answer.ts"
import { moveClock, weekMs } from "../../test/support/move-clock.ts"
import { useResending } from "../../test/support/resending.ts"

const tests = useResending()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const aWeekPasses = () => moveClock(tests.database.pool, weekMs)

afterEach(async () => {
  await tests.database.pool.query("update clock set ahead = '0'")
})

test("a week that passes in mid-attempt frees no claim of a worker that lives: sent once", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  tests.receiver.answer = async (_, response) => {
    await answered
    response.end()
  }
  await tests.start({ heartbeatIntervalMs: 1_000, deadAfterMs: 8_000 })
  const id = await tests.one()
  while (tests.receiver.requests.length === 0) await sleep(5)
  // The other one looks for the dead many times between two beats of the first.
  await tests.start({ heartbeatIntervalMs: 20, deadAfterMs: 8_000 })
  await aWeekPasses()
  await sleep(1_500)
  await aWeekPasses()
  await sleep(300)
  answer()
  await tests.fixture.until(id, ({ state }) => state === "delivered")
  expect(tests.receiver.requests).toHaveLength(1)
  expect(await tests.fixture.attempts(id)).toMatchObject([{ outcome: "success", number: 1 }])
  const { rows } = await tests.database.pool.query("select from workers")
  expect(rows).toHaveLength(2)
})

test("a worker that dies after a week has passed is still found dead, and its claims are sent", async () => {
  tests.receiver.answer = (_, response) => {
    if (tests.receiver.requests.length > 1) response.end()
  }
  const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
  const first = await tests.start(limits)
  const id = await tests.one()
  while (tests.receiver.requests.length === 0) await sleep(5)
  await aWeekPasses()
  await sleep(100)
  tests.kill(first)
  await tests.start(limits)
  await tests.fixture.until(id, ({ state }) => state === "delivered")
  expect(tests.receiver.requests).toHaveLength(2)
})

test("an attempt that fails while a week passes is due again by the moved clock", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  tests.receiver.answer = async (_, response) => {
    if (tests.receiver.requests.length === 1) {
      await answered
      response.writeHead(500)
    }
    response.end()
  }
  await tests.start()
  const schedule = "xendit"
  const id = await tests.one(tests.receiver.url, { retry_schedule: schedule })
  while (tests.receiver.requests.length === 0) await sleep(5)
  await aWeekPasses()
  answer()
  const retrying = await tests.fixture.until(id, ({ state }) => state === "retrying")
  const dueInMs = (retrying.dueAt?.getTime() ?? 0) - Date.now() - weekMs
  expect(dueInMs).toBeGreaterThan(13 * 60_000)
  expect(dueInMs).toBeLessThan(17 * 60_000)
  await moveClock(tests.database.pool, 17 * 60_000)
  await tests.fixture.until(id, ({ state }) => state === "delivered")
  expect(tests.receiver.requests).toHaveLength(2)
})

test("a request that is running when a week passes still holds its Idempotency-Key", async () => {
  const { pool } = tests.database
  const key = { merchantId: tests.fixture.merchantId, apiKeyId: newUuid(), key: "one" }
  const request = { ...key, requestHash: Buffer.alloc(32, 1) }
  await aWeekPasses()
  const claim = await claimIdempotencyKey(pool, request)
  const held = { ...key, claimedAt: claim.outcome === "claimed" ? claim.claimedAt : "" }
  await aWeekPasses()
  await pruneIdempotencyKeys(pool, { limit: 100 })
  expect(await claimIdempotencyKey(pool, request)).toEqual({ outcome: "in_progress" })
  await keepIdempotentAnswer(pool, { ...held, status: 201, sealed: Buffer.from("kept") })
  await aWeekPasses()
  await pruneIdempotencyKeys(pool, { limit: 100 })
  expect(await claimIdempotencyKey(pool, request)).toMatchObject({ outcome: "answered" })
  await freeIdempotencyKey(pool, held)
})

test("a resend waits for a transaction from before it, though a week passes", async () => {
  const endpoint = await tests.fixture.addEndpoint(tests.receiver.url)
  const [id = ""] = await tests.past(endpoint)
  const older = await tests.database.pool.connect()
  try {
    await older.query("begin; select pg_current_xact_id()")
    const { id: resendId } = await tests.resend({ endpointId: endpoint })
    tests.startLoop()
    await aWeekPasses()
    await sleep(400)
    expect(await tests.states([id])).toEqual(["exhausted"])
    await older.query("commit")
    await tests.untilResend(resendId, ({ requeued }) => requeued === 1)
  } finally {
    older.release()
  }
})

test("a mail that is being sent when a week passes is neither pruned nor claimed again", async () => {
  const { pool } = tests.database
  await insertMail(pool, {
    merchantId: tests.fixture.merchantId,
    kind: "endpoint_disabled",
    dedupeKey: "moved-clock",
    recipients: ["ops@shop.example"],
    subject: "s",
    text: "t",
    html: "h",
  })
  const claim = (claimId: string) => claimMails(pool, { claimId, leaseMs: 60_000, limit: 1 })
  expect(await claim(newUuid())).toHaveLength(1)
  await aWeekPasses()
  await pruneMails(pool, { limit: 100 })
  expect(await claim(newUuid())).toEqual([])
  const { rows } = await pool.query("select state, tries from mails")
  expect(rows).toEqual([{ state: "due", tries: 1 }])
  await pool.query("update mails set claimed_until = paidout_server_now() - interval '1 second'")
  await pruneMails(pool, { limit: 100 })
  expect((await pool.query("select from mails")).rows).toEqual([])
})
