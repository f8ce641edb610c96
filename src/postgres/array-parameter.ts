/**
 * Array parameters for `unnest($1::uuid[], …)`. node-postgres writes arrays slowly, and a
 * `bytea[]` as hex text; these cost a fraction of that.
 */

const BYTEA_OID = 17
const ARRAY_HEADER_BYTES = 20

/** For uuid[], int[], bigint[]: elements that need no quotes. */
export function plainArray(values: readonly (string | number | null)[]): string {
  let text = "{"
  for (let index = 0; index < values.length; index += 1) {
    text += index === 0 ? `${values[index] ?? "null"}` : `,${values[index] ?? "null"}`
  }
  return `${text}}`
}

/** For text[] and anything else that is written as text, JSON included. */
export function textArray(values: readonly (string | null)[]): string {
  let text = "{"
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ","
    const value = values[index]
    text += value === null || value === undefined ? "null" : `"${escapeElement(value)}"`
  }
  return `${text}}`
}

/** An element of a jsonb[]; SQL null for null. */
export function jsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** For timestamptz[]. */
export function timeArray(values: readonly (Date | null)[]): string {
  return textArray(values.map((value) => value?.toISOString() ?? null))
}

/** For bytea[]: node-postgres sends a Buffer as it is, so this is PostgreSQL's binary format. */
export function byteaArray(values: readonly (Uint8Array | null)[]): Buffer {
  let bytes = ARRAY_HEADER_BYTES
  for (const value of values) bytes += 4 + (value?.length ?? 0)
  const array = Buffer.allocUnsafe(bytes)
  array.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  array.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  array.writeInt32BE(BYTEA_OID, 8)
  array.writeInt32BE(values.length, 12)
  array.writeInt32BE(1, 16)
  let at = ARRAY_HEADER_BYTES
  for (const value of values) {
    array.writeInt32BE(value === null ? -1 : value.length, at)
    at += 4
    if (value === null) continue
    array.set(value, at)
    at += value.length
  }
  return values.length === 0 ? array.subarray(0, 12) : array
}

function escapeElement(value: string): string {
  return /["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value
}
