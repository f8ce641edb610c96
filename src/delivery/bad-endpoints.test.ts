import { monitorEventLoopDelay } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  BAD_ENDPOINTS,
  badEndpoints,
  startBadEndpoints,
  type BadEndpointName,
  type RunningBadEndpoints,
} from "../../test/support/bad-endpoints.ts"
import { createBlackHole } from "../../test/support/black-hole.ts"
import { createAddressPolicy } from "./address-guard.ts"
import { createGuardedAgent, type GuardedAgentOptions } from "./guarded-agent.ts"
import { createAttemptSender, type AttemptResult, type AttemptSender } from "./send-attempt.ts"

setFlagsFromString("--expose-gc")
const collectGarbage = runInNewContext("gc") as () => void

const timeoutMs = 700
let running: RunningBadEndpoints
let sender: AttemptSender

beforeAll(async () => {
  running = await startBadEndpoints()
  sender = createSender()
})
afterAll(async () => {
  await sender.close()
  await running.close()
})

function createSender(options: GuardedAgentOptions = {}): AttemptSender {
  return createAttemptSender(
    createGuardedAgent(createAddressPolicy(["127.0.0.0/8", "::1"]), {
      certificateAuthorities: running.authority,
      ...options,
    }),
    { userAgent: "Paidout/test" },
  )
}

function send(
  to: string,
  options: { readonly by?: AttemptSender; readonly timeoutMs?: number } = {},
): Promise<AttemptResult> {
  const url = new URL(to)
  return (options.by ?? sender).send({
    origin: url.origin,
    path: url.pathname,
    headers: ["content-type", "application/json"],
    body: Buffer.from('{"type":"payout.paid"}'),
    timeoutMs: options.timeoutMs ?? timeoutMs,
  })
}

describe("an endpoint that", () => {
  test.concurrent.for(badEndpoints)(
    "%s ends as a named outcome, in time",
    async ([name, { cause }], { expect }) => {
      const result = await send(running.urls[name])
      expect(result).toMatchObject({ cause, outcome: cause === null ? "success" : "failure" })
      expect(result.durationMs).toBeLessThan(timeoutMs + 500)
      expect(result.responseBody?.length ?? 0).toBeLessThanOrEqual(16_384)
      if (cause !== null) expect(result.error).not.toBe("")
    },
  )
})

describe("an address where nobody answers", () => {
  let hole: Awaited<ReturnType<typeof createBlackHole>>

  beforeAll(async () => {
    hole = await createBlackHole()
  })
  afterAll(async () => {
    await hole.close()
  })

  test("ends at the attempt's deadline", async () => {
    const result = await send(hole.url)
    expect(result).toMatchObject({ cause: "timeout", responseStatus: null })
    expect(result.durationMs).toBeLessThan(timeoutMs + 500)
  })

  test("ends at the deadline of connecting, where that is sooner", async () => {
    const by = createSender({ connectTimeoutMs: 200 })
    const result = await send(hole.url, { by, timeoutMs: 20_000 })
    expect(result).toMatchObject({ cause: "timeout", responseStatus: null })
    // undici's timers for long waits are exact to half a second.
    expect(result.durationMs).toBeLessThan(3_000)
    await by.close()
  })
})

describe("hundreds of them at once", () => {
  const attempts = 300
  /** 16 KiB of a body, and the connection. */
  const heldBytesMax = 64 * 1_024
  /** 16 KiB of headers, in thousands of lines while they are read. */
  const manyLinesBytesMax = 512 * 1_024
  const loads: readonly BadEndpointName[] = [
    "never answers",
    "lets its headers drip",
    "never ends its status line",
    "sends nothing but empty lines",
    "never ends a chunk's extension",
    "never ends its body",
    "never ends its chunks",
    "sends a packed body of 50 MB",
    "sends 300 kB of headers",
    "sends 20,000 header lines",
    "never ends its headers",
    "never ends its early hints",
  ]

  test.each(loads)("that each %s: bounded memory, and nobody waits long", async (name) => {
    const before = await heldBytes()
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const results = Promise.all(
      Array.from({ length: attempts }, () => send(running.urls[name], { timeoutMs: 5_000 })),
    )
    await setTimeout(300)
    delay.disable()
    const amid = await heldBytes()
    const causes = new Set((await results).map(({ cause }) => cause))
    expect([...causes]).toEqual([BAD_ENDPOINTS[name].cause])
    const perAttempt = name.includes("header") ? manyLinesBytesMax : heldBytesMax
    expect(amid - before).toBeLessThan(attempts * perAttempt)
    expect((await heldBytes()) - before).toBeLessThan(attempts * heldBytesMax)
    expect(delay.max / 1e6).toBeLessThan(3_000)
  })
})

/** What this thread holds, rubbish aside. */
async function heldBytes(): Promise<number> {
  collectGarbage()
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
