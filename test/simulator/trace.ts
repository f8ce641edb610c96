import { createHash } from "node:crypto"

export interface Trace {
  /** A step, or what came of it. Everything told here is part of the hash. */
  note(line: string): void
  /** Shown, but no part of the hash: where machines may differ. */
  remark(line: string): void
  readonly hash: string
  /** The last lines. */
  readonly tail: readonly string[]
  /** All that the hash is made of. */
  readonly lines: readonly string[]
}

const TAIL_MAX = 60

export function createTrace(print: ((line: string) => void) | undefined): Trace {
  const hash = createHash("sha256")
  const tail: string[] = []
  const lines: string[] = []
  function show(line: string): void {
    tail.push(line)
    if (tail.length > TAIL_MAX) tail.shift()
    print?.(line)
  }
  return {
    note(line) {
      hash.update(`${line}\n`)
      lines.push(line)
      show(line)
    },
    remark: show,
    get hash() {
      return hash.copy().digest("hex").slice(0, 16)
    },
    tail,
    lines,
  }
}
