import { randomFillSync } from "node:crypto"

const pool = Buffer.alloc(8_192)
let at = pool.length

/**
 * Random bytes from the system's generator, drawn in large portions: a call for every dozen bytes
 * costs far more. Every byte is handed out once. At most 1,024 bytes.
 */
export function randomPooled(bytes: number): Buffer {
  if (at + bytes > pool.length) {
    randomFillSync(pool)
    at = 0
  }
  const taken = Buffer.from(pool.subarray(at, at + bytes))
  pool.fill(0, at, at + bytes)
  at += bytes
  return taken
}
