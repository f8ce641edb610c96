import { createHash } from "node:crypto"
import type { FastifyRequest } from "fastify"

import { PaidoutError } from "../errors.ts"
import { claimIdempotencyKey, type IdempotencyKey } from "../merchants/claim-idempotency-key.ts"
import { runFor, type HeldIdempotencyKey } from "../merchants/idempotent-request.ts"
import { freeIdempotencyKey, keepIdempotentAnswer } from "../merchants/keep-idempotent-answer.ts"
import { seal } from "../seal.ts"
import type { Api } from "./api.ts"
import type { Hub } from "./hub.ts"
import { LINES_TYPE, resultLine, wantsLines } from "./lines.ts"

declare module "fastify" {
  interface FastifyRequest {
    /** The Idempotency-Key that this request holds until it is answered. */
    heldKey: HeldIdempotencyKey | null
  }
}

/**
 * POST with an Idempotency-Key: the first request that succeeds is the only one that runs; the
 * same request again gets the same answer for 24 hours. One that was refused or failed before it
 * changed anything leaves its key free; one that died after its change is known by what it changed.
 */
export function addIdempotency(api: Api, hub: Hub): void {
  api.decorateRequest("heldKey", null)

  api.addHook("preHandler", async (request, reply) => {
    const key = keyOf(request)
    if (key === undefined) return undefined
    const claim = await claimIdempotencyKey(hub.pool, { ...key, requestHash: requestHash(request) })
    switch (claim.outcome) {
      case "claimed":
        request.heldKey = { ...key, claimedAt: claim.claimedAt }
        return undefined
      case "reused":
        throw new PaidoutError("idempotency_key_reused")
      case "in_progress":
        throw new PaidoutError("idempotency_in_progress")
      case "answer_lost":
        throw new PaidoutError("idempotency_answer_lost", undefined, {
          detail: { object: claim.object },
        })
      case "answered": {
        const answer = await hub.keyring.open(key.merchantId, claim.sealed)
        const text = answer.toString("utf8")
        reply.header("idempotent-replayed", "true")
        if (wantsLines(request)) {
          const line = { ...resultLine(claim.status, JSON.parse(text)), at_ms: 0 }
          return reply.type(LINES_TYPE).send(`${JSON.stringify(line)}\n`)
        }
        return reply.code(claim.status).type("application/json; charset=utf-8").send(text)
      }
    }
  })

  // What is changed from here on is written down as this request's.
  api.addHook("preHandler", (request, _reply, done) => {
    if (request.heldKey === null) done()
    else runFor(request.heldKey, done)
  })

  api.addHook("onSend", async (request, reply, payload) => {
    const key = request.heldKey
    if (key === null || key === undefined) return
    request.heldKey = null
    const text = typeof payload === "string" ? payload : ""
    await settleIdempotencyKey(hub, key, { status: reply.statusCode, text }).catch(
      (error: unknown) => {
        hub.log.warn({ err: error }, "an idempotent answer could not be kept")
      },
    )
  })
}

/** Keeps the answer for who asks with the same key again; a refusal leaves the key free. */
export async function settleIdempotencyKey(
  hub: Pick<Hub, "pool" | "keyring">,
  key: HeldIdempotencyKey | null,
  answer: { readonly status: number; readonly text: string },
): Promise<void> {
  if (key === null) return undefined
  if (answer.status >= 400) return freeIdempotencyKey(hub.pool, key)
  const dataKey = await hub.keyring.sealingKey(key.merchantId)
  const sealed = seal(dataKey, Buffer.from(answer.text, "utf8"))
  return keepIdempotentAnswer(hub.pool, { ...key, status: answer.status, sealed })
}

function keyOf(request: FastifyRequest): IdempotencyKey | undefined {
  const key = request.headers["idempotency-key"]
  if (request.method !== "POST" || key === undefined) return undefined
  if (request.routeOptions.config.isNeverKept === true) return undefined
  if (typeof key !== "string" || !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new PaidoutError(
      "request_invalid",
      "Idempotency-Key takes 1 to 255 printable ASCII characters.",
    )
  }
  return { merchantId: request.caller.merchantId, apiKeyId: request.caller.id, key }
}

function requestHash(request: FastifyRequest): Buffer {
  const body = JSON.stringify(request.body ?? null)
  return createHash("sha256").update(`${request.method} ${request.url}\n${body}`).digest()
}
