import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { arbitraryCall, type FuzzedCall } from "../support/fuzzing/arbitrary-call.ts"
import { createFuzzedHub, type FuzzedHub } from "../support/fuzzing/fuzzed-hub.ts"
import { sandboxCalls, webhookCalls } from "../support/fuzzing/fuzzed-surfaces.ts"
import { call } from "../support/test-hub.ts"

/** `FUZZ_SECONDS=600 npm test -- security-fuzz` looks longer; `FUZZ_SEED` repeats what it tried. */
const seconds = Number(process.env["FUZZ_SECONDS"] ?? 12)
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31)
/** Side by side: calls that meet find more than calls in a row. */
const lanesOfApi = 6

let hub: FuzzedHub
beforeAll(async () => {
  process.stdout.write(`fuzzing: FUZZ_SECONDS=${seconds} FUZZ_SEED=${seed}\n`)
  hub = await createFuzzedHub()
})
// Other work of this machine may hold the database up.
afterAll(() => hub.stop(), 90_000)

interface Tried {
  readonly made: FuzzedCall
  readonly key: string | null
}

/** Until its share of the time is over, or one fails: then the smallest that does is shown. */
async function fuzz(
  calls: fc.Arbitrary<Tried>,
  options: { readonly share: number; readonly lanes: number },
): Promise<number> {
  let runs = 0
  const lanes = Array.from({ length: options.lanes }, (_, lane) =>
    fc.assert(
      fc.asyncProperty(calls, async ({ made, key }) => {
        runs += 1
        expect(await hub.faultsOf(made, key)).toEqual([])
      }),
      {
        seed: seed + lane,
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: options.share * seconds * 1_000,
        markInterruptAsFailure: false,
      },
    ),
  )
  await Promise.all(lanes)
  return runs
}

async function expectHealthy(): Promise<void> {
  expect((await call(hub, "GET /healthz", { key: null })).json).toMatchObject({ status: "ok" })
  expect((await call(hub, "GET /v1/payouts")).status).toBe(200)
  expect((await call(hub, "GET /metrics", { key: null })).status).toBe(200)
}

describe("whatever is sent", { timeout: seconds * 3_000 + 60_000 }, () => {
  test("to /v1, by whoever, nothing fails, hangs, or is shown of another merchant", async () => {
    // Who may do everything gets furthest.
    const key = fc.oneof(
      { weight: 2, arbitrary: fc.constant(hub.keys["all"] ?? null) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.values(hub.keys)) },
    )
    const made = fc.oneof(...hub.operations.map((each) => arbitraryCall(each, hub.meant)))
    const runs = await fuzz(fc.record({ made, key }), { share: 0.6, lanes: lanesOfApi })
    expect(runs).toBeGreaterThan(seconds)
    await expectHealthy()
  })

  test("to a receive URL is taken, refused or parked, and settles", async () => {
    const made = await webhookCalls(hub)
    await fuzz(fc.record({ made, key: fc.constant(null) }), { share: 0.2, lanes: 3 })
    await hub.settle()
    const parked = await hub.hub.pool.query("select from parked where reason = 'settle_failed'")
    expect(parked.rowCount).toBe(0)
    await expectHealthy()
  })

  test("to a simulated provider is answered in that provider's words", async () => {
    const made = await sandboxCalls(hub)
    await fuzz(fc.record({ made, key: fc.constant(null) }), { share: 0.2, lanes: 3 })
    await expectHealthy()
  })
})
