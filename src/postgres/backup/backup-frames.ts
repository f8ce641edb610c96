/** One migration that the database had. */
export interface BackupMigration {
  readonly version: number
  readonly name: string
  readonly checksum: string
}

export interface BackupTable {
  readonly name: string
  /** Without generated ones. */
  readonly columns: readonly string[]
  /** On the disk of the database, without indexes: how large it is, roughly. */
  readonly bytes: number
}

export interface BackupPartition {
  readonly parent: string
  readonly name: string
  /** As SQL: `FOR VALUES FROM (…) TO (…)`. */
  readonly bound: string
  /** `fillfactor=80`, … */
  readonly options: readonly string[]
}

/** What stands before the rows. Tables come in the order in which they can be filled. */
export interface BackupHeader {
  /** The release of Paidout that wrote it. */
  readonly release: string
  readonly madeAt: string
  readonly migrations: readonly BackupMigration[]
  readonly partitions: readonly BackupPartition[]
  readonly tables: readonly BackupTable[]
}

export interface TableEnd {
  readonly rows: number
  /** Hex, over the table's bytes. */
  readonly sha256: string
}

/**
 * A backup is one line that names the format, then zstd over frames: a letter, four bytes of
 * length (big-endian), the content. `H` header, then per table `T`, any number of `D` with rows in
 * PostgreSQL's binary COPY format, `E`; at the very end `Z`, so that a cut file is known as one.
 */
export const BACKUP_LINE = "paidout-backup 1\n"

const LETTERS = { header: "H", table: "T", data: "D", tableEnd: "E", end: "Z" } as const
const headBytes = 5
/** A row is at most some MiB; a longer frame is damage. */
export const frameBytesMax = 256 * 1024 * 1024

export type Frame =
  | { readonly kind: "header"; readonly header: BackupHeader }
  | { readonly kind: "table"; readonly table: string }
  | { readonly kind: "data"; readonly bytes: Buffer }
  | { readonly kind: "tableEnd"; readonly end: TableEnd }
  | { readonly kind: "end" }

export function encodeFrame(frame: Frame): Buffer {
  const content = contentOf(frame)
  const head = Buffer.alloc(headBytes)
  head.write(LETTERS[frame.kind], "latin1")
  head.writeUInt32BE(content.length, 1)
  return Buffer.concat([head, content])
}

function contentOf(frame: Frame): Buffer {
  switch (frame.kind) {
    case "header":
      return Buffer.from(JSON.stringify(frame.header))
    case "table":
      return Buffer.from(frame.table)
    case "data":
      return frame.bytes
    case "tableEnd":
      return Buffer.from(JSON.stringify(frame.end))
    case "end":
      return Buffer.alloc(0)
  }
}

export class DamagedBackup extends Error {}

/** The frames of a backup. @throws DamagedBackup where it is cut off or is none. */
export async function* decodeFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    while (held.length >= headBytes) {
      const length = held.readUInt32BE(1)
      if (length > frameBytesMax) throw new DamagedBackup("a frame is longer than any can be")
      if (held.length < headBytes + length) break
      const letter = held.toString("latin1", 0, 1)
      const frame = frameOf(letter, held.subarray(headBytes, headBytes + length))
      held = held.subarray(headBytes + length)
      yield frame
      if (frame.kind === "end") return
    }
  }
  throw new DamagedBackup("it ends before its end mark")
}

function frameOf(letter: string, content: Buffer): Frame {
  switch (letter) {
    case LETTERS.header:
      return { kind: "header", header: parsed(content) as BackupHeader }
    case LETTERS.table:
      return { kind: "table", table: content.toString() }
    case LETTERS.data:
      return { kind: "data", bytes: content }
    case LETTERS.tableEnd:
      return { kind: "tableEnd", end: parsed(content) as TableEnd }
    case LETTERS.end:
      return { kind: "end" }
    default:
      throw new DamagedBackup("it holds a frame of no known kind")
  }
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString())
  } catch (cause) {
    throw new DamagedBackup("one of its descriptions cannot be read", { cause })
  }
}
