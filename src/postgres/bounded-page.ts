import type { Queryable } from "./pool.ts"

/** Rows that one call of a list looks at, whatever its filters leave of them. */
export const lookedAtMax = 5_000

/** A page of a list, newest first. It may hold fewer rows than asked for, though there are more. */
export interface BoundedPage<Row> {
  readonly rows: readonly Row[]
  /** UUID: so far was looked, and no further; null: to the end, or until the page was full. */
  readonly lookedTo: string | null
}

/** Statement of a list's candidates, newest first, and its parameters: $6 is how many at most. */
export interface Candidates {
  readonly sql: string
  readonly values: unknown[]
}

/**
 * Of the rows found, those above the bound. It is asked for only where the page is not full; found
 * a moment later, what stands below it belongs to the next page.
 */
export async function boundedPage<Row extends { readonly id: string }>(
  queryable: Queryable,
  rows: readonly Row[],
  page: { readonly limit: number; readonly candidates: Candidates },
): Promise<BoundedPage<Row>> {
  const lookedTo = rows.length >= page.limit ? null : await findLookedTo(queryable, page.candidates)
  return { lookedTo, rows: lookedTo === null ? rows : rows.filter(({ id }) => id >= lookedTo) }
}

/** The last of the candidates, where there are as many as are looked at. */
async function findLookedTo(
  queryable: Queryable,
  { sql, values }: Candidates,
): Promise<string | null> {
  const { rows } = await queryable.query<{ id: string }>(
    `select id from (${sql}) as c order by id desc offset $6::bigint - 1 limit 1`,
    values,
  )
  return rows[0]?.id ?? null
}

/**
 * What the candidates of a list are bounded by: $2 the id that the page before ended with, $3 and $4
 * when they were made (from, to). An id holds when it was made, by a clock that the database's may
 * run ahead of: with a day to spare, bounds of time bound the ids.
 */
export function idRange(id: string): string {
  return `${id} < least($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid,
      case when $4::timestamptz is not null
        then uuid_at(greatest($4::timestamptz, timestamptz 'epoch') + interval '1 day') end)
    and ${id} >= coalesce(
      (select uuid_at(greatest($3::timestamptz - ahead - interval '1 day', timestamptz 'epoch'))
       from clock where $3::timestamptz is not null),
      '00000000-0000-0000-0000-000000000000'::uuid)`
}

/**
 * Candidates that a provider calls $5: by the names, where each stands once for a source, so that no
 * other index has to hold it.
 */
export function namedCandidates(
  table: "payouts" | "batches" | "payments",
  kind: "payout" | "batch" | "payment",
): string {
  return `select t.* from sources as s
    cross join lateral (
      select subject_id from names
      where merchant_id = $1 and source_id = s.id and kind = '${kind}' and name = $5::text offset 0
    ) as named
    cross join lateral (
      select * from ${table}
      where merchant_id = $1 and id = named.subject_id and ${idRange(`${table}.id`)} offset 0
    ) as t
    where s.merchant_id = $1
    order by t.id desc limit $6`
}

/** The candidates' parameters; `key` is what $5 stands for. */
export function candidateValues(
  page: { readonly merchantId: string; readonly before?: string | undefined },
  options: {
    readonly from?: string | undefined
    readonly to?: string | undefined
    readonly key?: string | null
  } = {},
): unknown[] {
  return [
    page.merchantId,
    page.before ?? null,
    options.from ?? null,
    options.to ?? null,
    options.key ?? null,
    lookedAtMax,
  ]
}
