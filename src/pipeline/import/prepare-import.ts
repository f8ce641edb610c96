import { newUuid } from "../../ids.ts"
import type { ImportedMessage } from "../../inbox/append-imported-messages.ts"
import type { ClaimedMessage } from "../../inbox/claim-messages.ts"
import type { Import } from "../../inbox/import.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import { STORED_HASH_PREFIX } from "../../providers/credentials.ts"
import { findProvider } from "../../providers/index.ts"
import type { WebhookHeaders } from "../../providers/provider.ts"
import { redactHeaders } from "../../providers/redact-headers.ts"
import { seal } from "../../seal.ts"
import { readImportLine, type SavedWebhook } from "./import-line.ts"
import type { OpenedMessage } from "../settle/read-messages.ts"

/** One line, ready to be stored and read, or why it holds no webhook. */
export interface PreparedLine {
  readonly line: Buffer
  readonly ready:
    | { readonly message: ImportedMessage; readonly opened: OpenedMessage }
    | { readonly why: string }
}

/** A clock that saved it may be ahead of ours. */
const aheadMsMax = 5 * 60 * 1_000
/** Lines that are prepared before others get their turn: an acknowledgement cannot wait. */
const linesInARow = 50

/**
 * All that can be done of an import's lines before their turn: reading, verifying, sealing. Nothing
 * is looked up.
 */
export async function prepareImport(
  keyring: Keyring,
  lines: readonly Buffer[],
  context: { readonly begun: Import; readonly source: Source; readonly now: Date },
): Promise<readonly PreparedLine[]> {
  const { begun, source, now } = context
  const provider = findProvider(source.provider)
  const dataKey = await keyring.sealingKey(begun.merchantId)
  const hashes = new Map<string, string>()
  const prepared: PreparedLine[] = []
  for (const line of lines) {
    if (prepared.length % linesInARow === linesInARow - 1) await othersTurn()
    prepared.push({ line, ready: prepare(line) })
  }
  return prepared

  function prepare(line: Buffer): PreparedLine["ready"] {
    const read = readImportLine(line)
    if (read.outcome === "fault") return { why: read.why }
    const { webhook } = read
    const receivedAt = webhook.receivedAt ?? now.toISOString()
    if (Date.parse(receivedAt) > now.getTime() + aheadMsMax) {
      return { why: "received_at is in the future" }
    }
    const { merchantId, id: importId, sourceId } = begun
    const id = newUuid()
    const headers = redactHeaders(webhook.headers, provider?.credentialHeaders ?? {}, storedHash)
    const { body } = webhook
    const message = {
      ...{ merchantId, id, sourceId, importId, receivedAt, headers },
      bodySealed: seal(dataKey, body),
      bodyBytes: body.length,
      isVerified: isVerified(webhook),
    }
    return { message, opened: { message: asClaimed(message, source, now), body } }
  }

  /** The operator's word is enough; what can still be verified is said to be. */
  function isVerified(webhook: SavedWebhook): boolean {
    return provider?.verify(webhook, source.secrets).outcome === "authentic"
  }

  function storedHash(credential: string): string {
    let hash = hashes.get(credential)
    if (hash === undefined) {
      hash = STORED_HASH_PREFIX + keyring.hash(credential).toString("hex")
      hashes.set(credential, hash)
    }
    return hash
  }
}

/** As if it had been claimed for settling, already handed on to raw endpoints. */
export function asClaimed(
  message: {
    readonly merchantId: string
    readonly id: string
    readonly sourceId: string
    readonly receivedAt: string
    readonly headers: WebhookHeaders
  },
  source: Pick<Source, "provider" | "live" | "settings">,
  now: Date,
): ClaimedMessage {
  const { merchantId, id, sourceId, receivedAt, headers } = message
  const { provider, live, settings } = source
  return {
    ...{ merchantId, id, sourceId, provider, live, settings, headers },
    missing: null,
    receivedAt: new Date(receivedAt),
    claimedAt: now,
    bodySealed: null,
    forwarded: true,
    isReleased: false,
    traceparent: null,
  }
}

export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
