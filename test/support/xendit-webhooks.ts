import { expect } from "vitest"

import { newUuid } from "../../src/ids.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { sampleOf } from "./hub-fixture.ts"
import type { SandboxHub } from "./sandbox-hub.ts"

export interface XenditSource {
  readonly id: string
  readonly receive_url: string
}

export async function createXenditSource(
  hub: SandboxHub,
  name: string,
  token: string,
): Promise<XenditSource> {
  const body = { name, provider: "xendit", secrets: { callback_token: token } }
  const made = await hub.api("POST /v1/sources", body)
  expect(made.status, made.text).toBe(201)
  return made.json as XenditSource
}

/** A payout that the provider says was paid; `token` is what its webhook carries. */
export async function tellPaid(
  source: XenditSource,
  webhook: { readonly token: string; readonly reference: string; readonly answer: 200 | 401 },
): Promise<void> {
  const { token, reference } = webhook
  const sample = sampleOf("xendit", "payout.succeeded") as PayoutEvent
  const providerId = `disb-${newUuid()}`
  const event: PayoutEvent = { ...sample, providerId, reference, aliases: [], key: newUuid() }
  const encoded = findProvider("xendit")?.encode(event, { callback_token: [token] })
  if (!encoded) throw new Error("Xendit has words for it.")
  const answer = await fetch(source.receive_url.replace("//localhost", "//127.0.0.1"), {
    method: "POST",
    headers: { ...encoded.headers },
    body: Buffer.from(encoded.body),
  })
  expect(answer.status).toBe(webhook.answer)
}
