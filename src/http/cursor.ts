import { Type, type TProperties } from "typebox"

import { PaidoutError } from "../errors.ts"
import { idText, idUuid, type IdKind } from "../ids.ts"

export const pageLimitMax = 100
const pageLimitDefault = 20

/** Described at the lists whose filters may leave little of what one call looks at. */
export const mayBeShort =
  "Newest first. One call looks at a bounded number of rows, so with filters that few rows pass a " +
  "page may hold fewer than `limit`, or none, although there are more: go on while `next_cursor` " +
  "is not null."

/** The query of a list: `limit`, `cursor` and its own filters; anything else is refused. */
export function listQuery<Filters extends TProperties>(filters: Filters) {
  return Type.Object(
    {
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: pageLimitMax, default: pageLimitDefault }),
      ),
      cursor: Type.Optional(
        Type.String({ maxLength: 100, description: "`next_cursor` of the page before." }),
      ),
      ...filters,
    },
    { additionalProperties: false },
  )
}
interface ListQuery {
  readonly limit?: number
  readonly cursor?: string
}

export interface Page {
  /** One more than is shown: so that a last page is known as such. */
  readonly limit: number
  /** UUID: only what is older is on this page. */
  readonly before: string | undefined
}

/** @throws PaidoutError cursor_invalid: garbage, or the cursor of another list. */
export function pageOf(kind: IdKind, query: ListQuery): Page {
  return {
    limit: (query.limit ?? pageLimitDefault) + 1,
    before: query.cursor === undefined ? undefined : readCursor(kind, query.cursor),
  }
}

/**
 * A page, newest first. The cursor names the last row that was shown, not a position: rows that
 * arrive meanwhile neither repeat nor hide one.
 */
export function listAnswer<Row extends { readonly id: string }, View>(
  kind: IdKind,
  page: Page,
  list: {
    readonly rows: readonly Row[]
    /** UUID: so far was looked, and it may go on; see BoundedPage. */
    readonly lookedTo?: string | null
    readonly view: (row: Row) => View
  },
): { readonly data: View[]; readonly next_cursor: string | null } {
  const shown = list.rows.slice(0, page.limit - 1)
  const isFull = list.rows.length === page.limit
  const last = isFull ? shown.at(-1)?.id : list.lookedTo
  return {
    data: shown.map(list.view),
    next_cursor: last === undefined || last === null ? null : writeCursor(kind, last),
  }
}

function writeCursor(kind: IdKind, uuid: string): string {
  return Buffer.from(idText(kind, uuid), "latin1").toString("base64url")
}

function readCursor(kind: IdKind, cursor: string): string {
  const uuid = idUuid(kind, Buffer.from(cursor, "base64url").toString("latin1"))
  if (uuid === undefined || writeCursor(kind, uuid) !== cursor) {
    throw new PaidoutError("cursor_invalid")
  }
  return uuid
}
