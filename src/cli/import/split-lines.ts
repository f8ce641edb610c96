/** The largest line that one call takes. */
export const lineBytesMax = 7 * 1024 * 1024

export interface SplitLine {
  /** Counts from 1, empty lines too. */
  readonly number: number
  /** Without its end; null: it is too long. */
  readonly line: Buffer | null
}

const NEWLINE = 0x0a
const RETURN = 0x0d

/** The lines of a stream that are not empty, whatever its chunks are. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<SplitLine> {
  let number = 0
  let held: Buffer[] = []
  let heldBytes = 0

  function hold(part: Buffer): void {
    heldBytes += part.length
    if (heldBytes <= lineBytesMax) held.push(part)
    else held = []
  }
  function take(): SplitLine | undefined {
    number += 1
    const whole = heldBytes > lineBytesMax ? null : Buffer.concat(held, heldBytes)
    const bytes = heldBytes
    held = []
    heldBytes = 0
    if (whole === null) return { number, line: null }
    const line = whole[bytes - 1] === RETURN ? whole.subarray(0, -1) : whole
    return line.length === 0 ? undefined : { number, line }
  }

  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      hold(chunk.subarray(from, end))
      const split = take()
      if (split !== undefined) yield split
      from = end + 1
    }
    if (from < chunk.length) hold(chunk.subarray(from))
  }
  if (heldBytes > 0) {
    const split = take()
    if (split !== undefined) yield split
  }
}
