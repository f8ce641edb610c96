import https from "node:https"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, test } from "vitest"

import { createAuthority } from "../../test/support/certificates.ts"
import { createReceiver, type Receiver } from "../../test/support/receiver.ts"
import { createAddressPolicy } from "./address-guard.ts"
import type { AttemptStep } from "./attempt-step.ts"
import { createGuardedAgent, type GuardedAgentOptions } from "./guarded-agent.ts"
import { createAttemptSender, type AttemptResult, type AttemptSender } from "./send-attempt.ts"

let receiver: Receiver
let sender: AttemptSender | undefined

beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(async () => {
  await sender?.close()
  await receiver.close()
})

async function watch(
  target: string,
  options: GuardedAgentOptions = {},
): Promise<{ readonly result: AttemptResult; readonly steps: readonly AttemptStep[] }> {
  const agent = createGuardedAgent(createAddressPolicy(["127.0.0.0/8"]), options)
  sender = createAttemptSender(agent, { userAgent: "Paidout/test" })
  const url = new URL(target)
  const steps: AttemptStep[] = []
  const result = await sender.send({
    origin: url.origin,
    path: url.pathname,
    headers: ["content-type", "application/json"],
    body: Buffer.from("{}"),
    timeoutMs: 5_000,
    onStep: (step) => steps.push(step),
  })
  return { result, steps }
}

test("an attempt that is watched names the addresses, the one connected to, and its TLS", async () => {
  const authority = createAuthority()
  const { certificate: cert, key } = authority.issue("hooks.example")
  const server = https.createServer({ cert, key }, (_request, response) => void response.end("ok"))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const { result, steps } = await watch(`https://hooks.example:${port}/`, {
    certificateAuthorities: authority.certificate,
    resolve: () =>
      Promise.resolve([
        { address: "127.0.0.1", family: 4 },
        { address: "127.0.0.9", family: 4 },
      ]),
  })
  server.closeAllConnections()
  server.close()
  expect(result).toMatchObject({ outcome: "success", responseStatus: 200 })
  expect(steps).toEqual([
    { step: "resolved", addresses: ["127.0.0.1", "127.0.0.9"] },
    { step: "connected", address: "127.0.0.1", port },
    { step: "secured", protocol: "TLSv1.3" },
    { step: "sent", body_bytes: 2 },
  ])
})

test("an attempt that is watched connects to no forbidden address that a name turns to", async () => {
  const { result, steps } = await watch(`http://hooks.example:${new URL(receiver.url).port}/`, {
    resolve: () => Promise.resolve([{ address: "10.0.0.1", family: 4 }]),
  })
  expect(result.cause).toBe("address_refused")
  expect(steps).toEqual([{ step: "resolved", addresses: ["10.0.0.1"] }])
})

test("an attempt that is watched has a connection of its own, which ends with it", async () => {
  const first = await watch(receiver.url)
  expect(first.result.outcome).toBe("success")
  const { port } = new URL(receiver.url)
  const watched = { step: "connected", address: "127.0.0.1", port: Number(port) }
  expect(first.steps).toContainEqual(watched)
  expect(receiver.connections).toBe(1)
  expect(receiver.requests[0]?.headers.connection).toBe("close")
})
