import { afterAll, beforeAll, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../../test/support/sandbox-fixture.ts"
import { playAccount } from "./play-account.ts"
import type { SandboxContext } from "./sandbox-context.ts"

let fixture: SandboxFixture
beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
})
afterAll(async () => {
  await fixture.close()
})

async function makePayout(): Promise<string> {
  return (await fixture.act("create_payout")).thing?.name ?? ""
}

async function moveClock(): Promise<void> {
  await fixture.database.pool.query("update clock set ahead = ahead + interval '1 hour'")
}

const payoutOf = (name: string) => fixture.inWorld((world) => world.find("payout", name))
const play = (context: SandboxContext = fixture.context) =>
  playAccount(context, fixture.account, () => Promise.resolve())

/** As the fixture's, but the first webhook of all finds a keyring that fails so. */
function failingOnce(error: Error): SandboxContext {
  let failed = false
  return {
    ...fixture.context,
    keyring: {
      ...fixture.keyring,
      sealingKey(merchantId) {
        if (failed) return fixture.keyring.sealingKey(merchantId)
        failed = true
        return Promise.reject(error)
      },
    },
  }
}

test.each([
  new Error("timeout exceeded when trying to connect"),
  Object.assign(new Error("deadlock detected"), { code: "40P01" }),
  Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
])("a step is made later where the database is in trouble: %s", async (trouble) => {
  const name = await makePayout()
  await moveClock()
  const context = failingOnce(trouble)
  await expect(play(context)).rejects.toBe(trouble)
  await play(context)
  expect(await payoutOf(name)).toMatchObject({ status: "SUCCEEDED", told: 1 })
  const story = await fixture.story()
  expect(story.filter(({ kind }) => kind === "failure")).toEqual([])
})

test("a step that breaks in the middle leaves nothing, is told of, and holds up no other", async () => {
  const names = [await makePayout(), await makePayout()]
  const told = async () =>
    (await fixture.database.pool.query("select from deliveries")).rowCount ?? 0
  const before = await told()
  await moveClock()
  await play(failingOnce(new RangeError("a bug of ours")))
  const payouts = await Promise.all(names.map(payoutOf))
  expect(payouts.map((payout) => [payout?.told, payout?.nextStepAt])).toEqual([
    [0, null],
    [1, null],
  ])
  expect(await told()).toBe(before + 1)
  const failures = (await fixture.story()).filter(({ kind }) => kind === "failure")
  expect(failures.map(({ thing }) => thing?.name)).toEqual([names[0]])
})
