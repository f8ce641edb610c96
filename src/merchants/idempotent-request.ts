import { AsyncLocalStorage } from "node:async_hooks"

/** A request that holds its Idempotency-Key. */
export interface HeldIdempotencyKey {
  readonly merchantId: string
  readonly apiKeyId: string
  readonly key: string
  /** Of the claim, to the microsecond: who claimed the key anew has another. */
  readonly claimedAt: string
}

const running = new AsyncLocalStorage<HeldIdempotencyKey>()

/**
 * Whatever is called from `work`, however late, is done for this request. It is not handed down by
 * parameters, since every change would have to take it; only the audit log, which each of them
 * writes to in its own transaction, asks for it.
 */
export function runFor(request: HeldIdempotencyKey, work: () => void): void {
  running.run(request, work)
}

/** Undefined outside of such a request. */
export function idempotentRequest(): HeldIdempotencyKey | undefined {
  return running.getStore()
}
