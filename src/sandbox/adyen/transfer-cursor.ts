/** Where the next page begins, of a list that ended at this moment. */
export interface TransferCursor {
  readonly offset: number
  readonly until: Date
}

export function writeTransferCursor({ offset, until }: TransferCursor): string {
  return Buffer.from(`${offset} ${until.getTime()}`).toString("base64url")
}

/** Undefined: it is none of ours. */
export function readTransferCursor(text: string): TransferCursor | undefined {
  const match = /^(\d{1,9}) (\d{1,15})$/.exec(Buffer.from(text, "base64url").toString("latin1"))
  if (match === null) return undefined
  const until = new Date(Number(match[2]))
  return Number.isNaN(until.getTime()) ? undefined : { offset: Number(match[1]), until }
}
