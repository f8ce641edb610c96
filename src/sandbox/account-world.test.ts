import { afterAll, beforeAll, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../../test/support/sandbox-fixture.ts"
import type { AccountWorld } from "./account-world.ts"

let fixture: SandboxFixture

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit", { products: [] })
})
afterAll(async () => await fixture.close())

/** The fixture's worlds are real ones. */
function inWorld<Result>(work: (world: AccountWorld) => Promise<Result>): Promise<Result> {
  return fixture.inWorld((world) => work(world as AccountWorld))
}

async function spoil(world: AccountWorld): Promise<void> {
  await world.move("CASH", "IDR", -10_000n)
  await world.add({ kind: "channel", name: "spoiled", status: "ONLINE", state: {} })
  world.writeStory("note", "spoiled")
  throw new Error("in the middle")
}

test("what an attempt did is undone when it fails, and only that", async () => {
  const before = await fixture.balance("CASH", "IDR")
  const failed = await inWorld(async (world) => {
    await world.add({ kind: "channel", name: "kept", status: "ONLINE", state: {} })
    world.writeStory("note", "before")
    const outcome = await world.attempt(() => spoil(world))
    world.writeStory("note", "after")
    return outcome
  })
  expect(failed).toEqual({ error: new Error("in the middle") })
  expect(await fixture.balance("CASH", "IDR")).toBe(before)
  const [kept, spoiled, next] = await inWorld(async (world) => [
    await world.find("channel", "kept"),
    await world.find("channel", "spoiled"),
    await world.add({ kind: "channel", name: "next", status: "ONLINE", state: {} }),
  ])
  expect([kept?.ordinal, spoiled, next?.ordinal]).toEqual([1, null, 2])
  expect((await fixture.story()).map(({ said }) => said)).toEqual(["before", "after"])
})

test("an attempt within an attempt fails by itself", async () => {
  const outcomes = await inWorld(async (world) => {
    let inner: unknown
    const outer = await world.attempt(async () => {
      inner = await world.attempt(() => spoil(world))
      await world.add({ kind: "channel", name: "outer", status: "ONLINE", state: {} })
    })
    return { outer, inner, found: await world.find("channel", "outer") }
  })
  expect(outcomes).toMatchObject({ outer: null, inner: { error: { message: "in the middle" } } })
  expect(outcomes.found).not.toBeNull()
})

test("work is told of before what it has told itself", async () => {
  await inWorld((world) =>
    world.tellOfWork(
      () => {
        world.writeStory("note", "while it worked")
        return Promise.resolve("done")
      },
      (result) => ["action", `it was ${result}`],
    ),
  )
  const said = (await fixture.story()).map((line) => line.said)
  expect(said.slice(-2)).toEqual(["it was done", "while it worked"])
})
