const LENGTH_BYTES = 4

/** `length of the head's JSON (4 bytes) ‖ JSON ‖ body`. */
export function joinFrozen(head: unknown, body: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(head), "utf8")
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  return Buffer.concat([length, text, body])
}

/** What `joinFrozen` joined; the body is a part of `frozen`, not a copy. */
export function splitFrozen(frozen: Buffer): { readonly head: unknown; readonly body: Buffer } {
  const end = LENGTH_BYTES + frozen.readUInt32BE(0)
  const head: unknown = JSON.parse(frozen.toString("utf8", LENGTH_BYTES, end))
  return { head, body: frozen.subarray(end) }
}
