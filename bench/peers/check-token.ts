import { timingSafeEqual } from "node:crypto"

/** As teams write it: in constant time. */
export function createTokenCheck(expected: string): (presented: string | undefined) => boolean {
  const token = Buffer.from(expected)
  return (presented) => {
    const bytes = Buffer.from(presented ?? "")
    return bytes.length === token.length && timingSafeEqual(bytes, token)
  }
}
