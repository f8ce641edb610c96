import { PaidoutError } from "../../errors.ts"
import { newUuid } from "../../ids.ts"
import { sameCredential, STORED_HASH_PREFIX } from "../../providers/credentials.ts"
import type { CredentialMatcher, WebhookHeaders } from "../../providers/provider.ts"
import { redactHeaders } from "../../providers/redact-headers.ts"
import { createRateLimit } from "../../rate-limit.ts"
import { seal } from "../../seal.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { dropOldEchoRequests } from "./drop-old-echo-requests.ts"
import { ECHO_LIMITS, type EchoAnswer, type EchoHead } from "./echo.ts"
import { findEchoByToken } from "./find-echo.ts"
import { findEchoSenders } from "./find-echo-senders.ts"
import { insertEchoRequest } from "./insert-echo-request.ts"
import { judgeEcho } from "./judge-echo.ts"

export interface PresentedEcho {
  readonly token: string
  /** What followed the token. */
  readonly rest: string
  readonly method: string
  readonly headers: WebhookHeaders
  readonly body: Uint8Array
}

/** Keeps a request and says how it is answered. Null: there is no such receiver. */
export type TakeEchoRequest = (presented: PresentedEcho) => Promise<EchoAnswer | null>

const TOKEN = /^[0-9a-f]{32}$/
const RATE = { perSecond: ECHO_LIMITS.ratePerSecond, burst: ECHO_LIMITS.rateBurst }

/** @throws PaidoutError rate_limited, by what it answers with */
export function createEchoTaker(context: HostedSandbox): TakeEchoRequest {
  const { pool, keyring } = context
  const rates = createRateLimit({ namesMax: ECHO_LIMITS.ratesMax })
  const hash = (credential: string) => STORED_HASH_PREFIX + keyring.hash(credential).toString("hex")
  const matches: CredentialMatcher = (presented, expected) =>
    sameCredential(presented, hash(expected))

  return async ({ token, rest, method, headers, body }) => {
    if (!TOKEN.test(token)) return null
    const waitMs = rates.take(token, RATE)
    if (waitMs > 0) {
      throw new PaidoutError("rate_limited", "This receiver takes no more just now.", {
        detail: { retry_after_seconds: Math.ceil(waitMs / 1_000) },
      })
    }
    const echo = await findEchoByToken(pool, token)
    if (echo === undefined) return null
    const head: EchoHead = { rest, headers: redactHeaders(headers, {}, hash) }
    const senders = await findEchoSenders(context, echo)
    const key = await keyring.sealingKey(echo.merchantId)
    await insertEchoRequest(pool, {
      ...judgeEcho({ headers: head.headers, body }, senders, matches),
      merchantId: echo.merchantId,
      echoId: echo.id,
      id: newUuid(),
      method,
      headSealed: seal(key, Buffer.from(JSON.stringify(head))),
      bodySealed: seal(key, body.subarray(0, ECHO_LIMITS.keptBytesMax)),
      bodyBytes: body.length,
      answeredStatus: echo.answer.status,
    })
    await dropOldEchoRequests(pool, echo)
    return echo.answer
  }
}
