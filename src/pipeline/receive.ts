import { createHash } from "node:crypto"

import { newUuid } from "../ids.ts"
import { appendMessages, type NewMessage } from "../inbox/append-messages.ts"
import type { Log } from "../log.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Source } from "../merchants/source.ts"
import type { Metrics } from "../metrics.ts"
import type { Pool } from "../postgres/pool.ts"
import { STORED_HASH_PREFIX } from "../providers/credentials.ts"
import { findProvider } from "../providers/index.ts"
import type {
  Acknowledgement,
  Provider,
  RefusalReason,
  Verdict,
  WebhookHeaders,
} from "../providers/provider.ts"
import { redactHeaders } from "../providers/redact-headers.ts"
import { createRateLimit } from "../rate-limit.ts"
import { seal } from "../seal.ts"
import { createGate } from "./gate.ts"
import { createFairRoom } from "./receive/fair-room.ts"
import { createGroupCommit, Overloaded } from "./receive/group-commit.ts"
import { keepRefused } from "./receive/keep-refused.ts"
import { restUnderLoadMs } from "./thread-load.ts"
import { createSourceCache } from "./receive/source-cache.ts"
import { watchStoring } from "./receive/watch-storing.ts"
import { traceReceive, type ReceiveTrace } from "./receive/trace-receive.ts"

export interface ReceiveRequest {
  /** UUID, or undefined where the address is no source id at all. */
  readonly sourceId: string | undefined
  readonly headers: WebhookHeaders
  /** The exact bytes. */
  readonly body: Uint8Array
  readonly remoteAddress: string | null
}

interface TracedRequest extends ReceiveRequest {
  readonly trace: ReceiveTrace | undefined
}

export type ReceiveOutcome =
  | { readonly outcome: "accepted"; readonly acknowledgement: Acknowledgement }
  | { readonly outcome: "refused"; readonly reason: RefusalReason; readonly hint: string }
  | { readonly outcome: "source_unknown" }
  | { readonly outcome: "busy"; readonly retryAfterSeconds: number }

export interface Receiver {
  receive(request: ReceiveRequest): Promise<ReceiveOutcome>
  /** So many requests wait for their commit that the later stages should step back. */
  isPressed(): boolean
  /** False while the database stores nothing, though it may answer. */
  isStoring(): boolean
  stop(): Promise<void>
}

export interface ReceiverContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly log: Log
  readonly metrics: Metrics
  /** Called after each commit: a hint that there is something to settle. */
  readonly onCommitted: () => void
}

/** All bounds of receiving in one place. */
const LIMITS = {
  batchMax: 512,
  waitingMax: 4_096,
  /** A second one only beside many: it works while the first one's commit reaches the disk. */
  writesMax: 2,
  besideMin: 64,
  /** With margin below the 5 s within which every answer is given. */
  deadlineMs: 4_000,
  /** Under load. */
  restMsMax: 8,
  /** Refusals and unknown sources ask the database each; beyond this they are told to come again. */
  readsAfreshMax: 64,
  /** Refusals wait for one another at their credential's row: a flood must not hold the pool. */
  quarantinesMax: 3,
  /** Bodies that wait for their commit, and those of one commit: 4,096 of 1 MiB would be 4 GiB. */
  waitingBytesMax: 128 * 1024 * 1024,
  batchBytesMax: 16 * 1024 * 1024,
  retryAfterSeconds: 5,
  /** Waiting requests from which on the later stages step back. */
  pressedAt: 40,
  /** What a small webhook counts for in the room that sources share. */
  roomBytesMin: 32 * 1024,
  /** A source with a rate of its own may send what ten seconds allow at once. */
  burstSeconds: 10,
  limitedSourcesMax: 10_000,
  storedHashesMax: 1_000,
} as const

/**
 * Stage 1: source → verify on the raw bytes → append → acknowledge, after the commit. Refused
 * requests are kept in quarantine. Trouble inside is `busy` (503): a provider tries that again,
 * while a 4xx would lose the webhook for good.
 */
export function createReceiver(context: ReceiverContext): Receiver {
  const { pool, keyring, log, metrics } = context
  const sources = createSourceCache(pool, keyring)
  const storedHashes = new Map<string, string>()
  const quarantining = createGate(LIMITS.quarantinesMax)
  const readingAfresh = createFairRoom(LIMITS.readsAfreshMax)
  const rates = createRateLimit({ namesMax: LIMITS.limitedSourcesMax })
  // What waits and what is being written: a flood of one source leaves the others their places.
  const room = createFairRoom(
    (LIMITS.waitingMax + LIMITS.writesMax * LIMITS.batchMax) * LIMITS.roomBytesMin,
  )

  const storing = watchStoring()
  const commits = createGroupCommit<NewMessage>({
    ...LIMITS,
    write: async (rows) => {
      await storing.note(appendMessages(pool, rows))
      context.onCommitted()
    },
    restMs: () => restUnderLoadMs(LIMITS.restMsMax),
    bytesOf: (row) => row.bodyBytes,
    isRowFault: (error) => /^2[23]/.test(sqlState(error)),
  })

  /** A source's requests all carry the same credential, so its hash is kept. */
  function storedHash(credential: string): string {
    const known = storedHashes.get(credential)
    if (known !== undefined) return known
    const hash = STORED_HASH_PREFIX + keyring.hash(credential).toString("hex")
    if (storedHashes.size >= LIMITS.storedHashesMax) storedHashes.clear()
    storedHashes.set(credential, hash)
    return hash
  }

  async function receive(request: ReceiveRequest): Promise<ReceiveOutcome> {
    const begun = performance.now()
    const trace = traceReceive(request)
    let provider = "unknown"
    let outcome: ReceiveOutcome
    try {
      const source =
        request.sourceId === undefined ? undefined : await sources.find(request.sourceId)
      provider = source?.provider ?? provider
      outcome = await judge({ ...request, trace }, source)
    } catch (error) {
      if (!(error instanceof Overloaded)) log.warn({ err: error }, "a webhook could not be stored")
      outcome = { outcome: "busy", retryAfterSeconds: LIMITS.retryAfterSeconds }
    }
    metrics.received.inc({ provider, outcome: outcome.outcome })
    metrics.receiveSeconds.observe((performance.now() - begun) / 1_000)
    trace?.end({ ...outcome, status: statusOf(outcome), provider })
    return outcome
  }

  /** The cached source decides only what is accepted; whatever it would refuse is read afresh. */
  async function judge(
    request: TracedRequest,
    cached: Source | undefined,
  ): Promise<ReceiveOutcome> {
    if (request.sourceId === undefined) return { outcome: "source_unknown" }
    if (cached !== undefined && cached.disabledAt === null) {
      const provider = providerOf(cached)
      const verdict = provider.verify(request, cached.secrets)
      if (verdict.outcome === "authentic") return accept(request, cached, provider)
    }
    // Made-up ids are as one source.
    const leave = readingAfresh.enter(cached?.id ?? "unknown", 1)
    if (leave === undefined) throw new Overloaded("too many refusals at once")
    try {
      const source = await sources.findAfresh(request.sourceId)
      if (source === undefined || source.disabledAt !== null) return { outcome: "source_unknown" }
      const provider = providerOf(source)
      const verdict = provider.verify(request, source.secrets)
      if (verdict.outcome === "authentic") return await accept(request, source, provider)
      return await refuse(request, source, { provider, verdict })
    } finally {
      leave()
    }
  }

  async function accept(
    request: TracedRequest,
    source: Source,
    provider: Provider,
  ): Promise<ReceiveOutcome> {
    // Only what is authentic counts: a stranger must not use up what the provider may send.
    const waitMs = overRateMs(source)
    if (waitMs > 0) {
      const retryAfterSeconds = Math.max(LIMITS.retryAfterSeconds, Math.ceil(waitMs / 1_000))
      return { outcome: "busy", retryAfterSeconds }
    }
    const leave = room.enter(source.id, Math.max(request.body.length, LIMITS.roomBytesMin))
    if (leave === undefined) throw new Overloaded("this source fills its part of the room")
    try {
      const acknowledgement = provider.acknowledge(request)
      const traceparent = request.trace?.accept() ?? null
      const message = await newMessage(request, source, {
        provider,
        status: acknowledgement.status,
      })
      await commits.add({ ...message, traceparent })
      return { outcome: "accepted", acknowledgement }
    } finally {
      leave()
    }
  }

  /** How long until this source may send again; 0: now. */
  function overRateMs({ id, settings }: Source): number {
    const perSecond = settings.rate_limit_per_second
    if (perSecond === undefined) return 0
    return rates.take(id, { perSecond, burst: Math.max(1, perSecond * LIMITS.burstSeconds) })
  }

  async function refuse(
    request: ReceiveRequest,
    source: Source,
    told: { provider: Provider; verdict: Extract<Verdict, { outcome: "refused" }> },
  ): Promise<ReceiveOutcome> {
    const { reason, hint } = told.verdict
    const message = await newMessage(request, source, { provider: told.provider, status: 401 })
    const refused = {
      ...message,
      reason,
      hint,
      bodyHash: createHash("sha256").update(request.body).digest(),
      credentialHash: presentedHash(message.headers),
    }
    await quarantining(() => keepRefused(pool, refused))
    metrics.refused.inc({ provider: source.provider, reason })
    return { outcome: "refused", reason, hint }
  }

  async function newMessage(
    request: ReceiveRequest,
    source: Source,
    answer: { provider: Provider; status: number },
  ): Promise<NewMessage> {
    const dataKey = await keyring.sealingKey(source.merchantId)
    return {
      merchantId: source.merchantId,
      id: newUuid(),
      sourceId: source.id,
      remoteAddress: request.remoteAddress,
      headers: redactHeaders(request.headers, answer.provider.credentialHeaders, storedHash),
      bodySealed: seal(dataKey, request.body),
      bodyBytes: request.body.length,
      answerStatus: answer.status,
      traceparent: null,
    }
  }

  return {
    receive,
    isPressed: () => commits.pending() >= LIMITS.pressedAt,
    isStoring: () => storing.isStoring(),
    stop: () => commits.stop(),
  }
}

/** As the receive URL answers. */
function statusOf(outcome: ReceiveOutcome): number {
  switch (outcome.outcome) {
    case "accepted":
      return outcome.acknowledgement.status
    case "refused":
      return 401
    case "source_unknown":
      return 404
    case "busy":
      return 503
  }
}

function providerOf(source: Source): Provider {
  const provider = findProvider(source.provider)
  if (provider === undefined) throw new Error(`Source of unknown provider ${source.provider}.`)
  return provider
}

/** One hash for all credentials that came with a request; empty when none did. */
function presentedHash(redacted: WebhookHeaders): Buffer {
  const hashes = Object.values(redacted)
    .flat()
    .filter((value) => value.includes(STORED_HASH_PREFIX))
  if (hashes.length === 0) return Buffer.alloc(0)
  return createHash("sha256").update(hashes.sort().join("\n")).digest()
}

function sqlState(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : ""
}
