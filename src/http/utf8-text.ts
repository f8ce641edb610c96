/** The bytes as text; null where they are no UTF-8. */
export function utf8Text(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body)
  } catch {
    return null
  }
}
