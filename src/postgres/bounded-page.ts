import type { Queryable } from "./pool.ts"

/** Rows that one call of a list looks at, whatever its filters leave of them. */
export const lookedAtMax = 5_000

/** A page of a list. It may hold fewer rows than asked for, though there are more. */
export interface BoundedPage<Row> {
  readonly rows: readonly Row[]
  /** UUID: so far was looked, and no further; null: to the end, or until the page was full. */
  readonly lookedTo: string | null
}

/** Statement of a list's candidates, in order, and its parameters: $6 is how many at most. */
export interface Candidates {
  readonly sql: string
  readonly values: unknown[]
}

/** By id, which is by age. */
export type ListOrder = "newest" | "oldest"
export const ID_ORDERS = { newest: "desc", oldest: "asc" } as const satisfies Record<
  ListOrder,
  string
>

/**
 * A page by `sql`, whose parameters are the candidates' and, as $7, the page's limit. How far was
 * looked is asked for only where the page is not full; by the same statement, so that what leaves
 * the candidates meanwhile does not move the bound over rows that nobody looked at.
 */
export async function boundedPage<Row extends { readonly id: string }>(
  queryable: Queryable,
  page: {
    readonly sql: string
    readonly candidates: Candidates
    readonly limit: number
    /** $8 and on. */
    readonly filters: readonly unknown[]
    /** Of the candidates and of `sql`; default: newest first. */
    readonly order?: ListOrder
  },
): Promise<BoundedPage<Row>> {
  const { sql, candidates, limit, filters, order = "newest" } = page
  const { rows } = await queryable.query<Row & LookedTo>(
    `with page as materialized (${sql}), edge as (
       select id from (${candidates.sql}) as c
       where (select count(*) from page) < $7
       order by id ${ID_ORDERS[order]} offset $6::bigint - 1 limit 1
     )
     select page.*, edge.id as looked_to
     from (values (true)) as always (holds)
     left join page on true
     left join edge on true
     order by page.id ${ID_ORDERS[order]}`,
    [...candidates.values, limit, ...filters],
  )
  // An empty page is one row without an id, for the sake of the bound.
  const found = rows.filter(({ id }: { readonly id: string | null }) => id !== null)
  return { rows: found, lookedTo: rows[0]?.looked_to ?? null }
}

interface LookedTo {
  /** The last of the candidates, where there are as many as are looked at. */
  readonly looked_to: string | null
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

/** Likewise where the oldest come first, behind $2; by no time. */
export function idsBehind(id: string): string {
  return `${id} > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000'::uuid)
    and $3::timestamptz is null and $4::timestamptz is null`
}

/**
 * Candidates that a provider calls `name`: by the names, where each stands once for a source, so that
 * no other index has to hold it.
 */
export function namedCandidates(
  table: "payouts" | "batches" | "payments",
  kind: "payout" | "batch" | "payment",
  name = "$5::text",
): string {
  return `select t.* from sources as s
    cross join lateral (
      select subject_id from names
      where merchant_id = $1 and source_id = s.id and kind = '${kind}' and name = ${name} offset 0
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
