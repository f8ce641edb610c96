/** A webhook of a provider's dialect as it is frozen: headers and body, without credentials. */
export interface FrozenWebhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const LENGTH_BYTES = 4

/** `length of the headers' JSON (4 bytes) ‖ JSON ‖ body`. */
export function freezeWebhook(webhook: FrozenWebhook): Buffer {
  const headers = Buffer.from(JSON.stringify(webhook.headers), "utf8")
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(headers.length)
  return Buffer.concat([length, headers, webhook.body])
}

/** What `freezeWebhook` froze. */
export function thawWebhook(frozen: Buffer): FrozenWebhook {
  const end = LENGTH_BYTES + frozen.readUInt32BE(0)
  const headers: unknown = JSON.parse(frozen.toString("utf8", LENGTH_BYTES, end))
  return { headers: headers as Readonly<Record<string, string>>, body: frozen.subarray(end) }
}
