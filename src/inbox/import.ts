/** Saved webhooks that are taken in afterwards. Ids are UUIDs. */
export interface Import {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly name: string
  /** Who brings the same again goes on where the first stopped. */
  readonly fingerprint: string
  /** Endpoints are not told. */
  readonly isQuiet: boolean
  /** How many of its lines were taken. */
  readonly place: number
  /** Of those lines: what became of each; the five add up to `place`. */
  readonly counts: ImportCounts
  /** Lines whose credentials today's secrets accept. */
  readonly verified: number
  /** SHA-256 chained over those lines: see `chainLine`. */
  readonly contentHash: Buffer
  readonly createdBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const IMPORT_ENDS = ["applied", "repeated", "ignored", "unrecognised", "rejected"] as const
export type ImportEnd = (typeof IMPORT_ENDS)[number]

export type ImportCounts = Readonly<Record<ImportEnd, number>>

export const IMPORT_COLUMNS = `merchant_id, id, source_id, name, fingerprint, is_quiet, place,
  applied, repeated, ignored, unrecognised, rejected, verified, content_hash, created_by,
  created_at, finished_at`

/** `bigint` comes as text. */
export interface ImportRow {
  readonly merchant_id: string
  readonly id: string
  readonly source_id: string
  readonly name: string
  readonly fingerprint: string
  readonly is_quiet: boolean
  readonly place: string
  readonly applied: string
  readonly repeated: string
  readonly ignored: string
  readonly unrecognised: string
  readonly rejected: string
  readonly verified: string
  readonly content_hash: Buffer
  readonly created_by: string
  readonly created_at: Date
  readonly finished_at: Date | null
}

export function importFromRow(row: ImportRow): Import {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    name: row.name,
    fingerprint: row.fingerprint,
    isQuiet: row.is_quiet,
    place: Number(row.place),
    counts: {
      applied: Number(row.applied),
      repeated: Number(row.repeated),
      ignored: Number(row.ignored),
      unrecognised: Number(row.unrecognised),
      rejected: Number(row.rejected),
    },
    verified: Number(row.verified),
    contentHash: row.content_hash,
    createdBy: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
