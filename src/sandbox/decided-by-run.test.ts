import { expect, test } from "vitest"

import type { AccountRun, SandboxAccount } from "./account.ts"
import { isOfRun, lotOf, settingsInEffect, settingsToKeep } from "./decided-by-run.ts"

const run: AccountRun = {
  name: "a run",
  seed: 9n,
  misbehaviour: { drop: 1 },
  settings: { plans: ["of the run"] },
  thingsBefore: 10,
  writesBefore: 0,
  readsBefore: 0,
}
type Running = Pick<SandboxAccount, "run" | "seed" | "misbehaviour" | "settings">
const idle: Running = { run: null, seed: 1n, misbehaviour: { delay: 1 }, settings: { fee: 3 } }
const running: Running = { ...idle, run }

test("what a run makes draws its lots from 1 on, with the run's seed and misbehaviour", () => {
  expect(lotOf(running, 11)).toEqual({ seed: 9n, misbehaviour: { drop: 1 }, ordinal: 1 })
  expect(lotOf(running, 14)).toEqual({ seed: 9n, misbehaviour: { drop: 1 }, ordinal: 4 })
})

test("what the account held before, the run itself too, goes on as the account's own", () => {
  const own = { seed: 1n, misbehaviour: { delay: 1 } }
  expect(lotOf(running, 10)).toEqual({ ...own, ordinal: 10 })
  expect(lotOf(running, 3)).toEqual({ ...own, ordinal: 3 })
  expect([isOfRun(running, 10), isOfRun(running, 11)]).toEqual([false, true])
})

test("without a run everything is the account's own", () => {
  expect(lotOf(idle, 11)).toEqual({ seed: 1n, misbehaviour: { delay: 1 }, ordinal: 11 })
  expect(isOfRun(idle, 11)).toBe(false)
  expect(settingsInEffect(idle)).toEqual({ fee: 3 })
  expect(settingsToKeep(idle, { fee: 4 })).toEqual({ fee: 4 })
})

test("settings of a run are in effect, and are never kept with what a simulator saves meanwhile", () => {
  expect(settingsInEffect(running)).toEqual({ fee: 3, plans: ["of the run"] })
  expect(settingsToKeep(running, { fee: 4, plans: ["of the run"] })).toEqual({ fee: 4 })
  const planned = { ...running, settings: { plans: ["own"] } }
  expect(settingsInEffect(planned)).toEqual({ plans: ["of the run"] })
  expect(settingsToKeep(planned, { plans: ["of the run"], fee: 5 })).toEqual({
    plans: ["own"],
    fee: 5,
  })
})
