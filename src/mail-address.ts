/** `Paidout <paidout@example.com>`, or the bare address with an empty name. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

const addressCharactersMax = 254

/**
 * What RFC 5321 calls a mailbox, less what nobody uses: no quotes, comments or address literals,
 * ASCII only (an international domain in its `xn--` form). A single label is a host of one's own.
 */
const ADDRESS =
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i

export function isMailAddress(text: string): boolean {
  return text.length <= addressCharactersMax && text.indexOf("@") <= 64 && ADDRESS.test(text)
}

/** Undefined where it is neither an address nor a name with one. */
export function readMailbox(text: string): Mailbox | undefined {
  const [, name = "", named = text] =
    /^([^<>"\p{Cc}]{0,100}?)\s*<([^<>]+)>$/u.exec(text.trim()) ?? []
  const address = named.trim()
  return isMailAddress(address) ? { name: name.trim(), address } : undefined
}
