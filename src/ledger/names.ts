import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { PoolClient, Queryable } from "../postgres/pool.ts"

/** What a provider calls one of our payouts, batches or payments. */
export interface Name {
  readonly merchantId: string
  readonly sourceId: string
  readonly kind: "payout" | "batch" | "payment" | "reference"
  readonly name: string
}

export interface TakenName extends Name {
  /** The UUID of the payout, batch or payment. */
  readonly subjectId: string
}

/** Which of these names are taken, and by what. */
export async function findNames(
  client: Queryable,
  names: readonly Name[],
): Promise<readonly TakenName[]> {
  const { rows } = await client.query<NameRow>({
    name: "find-names",
    text: `
      select n.merchant_id, n.source_id, n.kind, n.name, n.subject_id
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as w(m, s, k, n)
      cross join lateral (
        select * from names
        where merchant_id = w.m and source_id = w.s and kind = w.k and name = w.n offset 0
      ) n`,
    values: nameColumns(names),
  })
  return rows.map(takenName)
}

/**
 * Which of these references payouts wait under that were announced by them alone. A source of which
 * none waits, as most, costs one probe.
 */
export async function findWaitingReferences(
  client: PoolClient,
  references: readonly Name[],
): Promise<readonly TakenName[]> {
  const { rows } = await client.query<NameRow>({
    name: "find-waiting-references",
    text: `
      with waiting as materialized (
        select source.m, source.s
        from (select distinct m, s from unnest($1::uuid[], $2::uuid[]) as w(m, s)) as source
        where exists (
          select from names
          where merchant_id = source.m and source_id = source.s and kind = 'reference'
        )
      )
      select n.merchant_id, n.source_id, n.kind, n.name, n.subject_id
      from waiting
      join unnest($1::uuid[], $2::uuid[], $3::text[]) as w(m, s, n) using (m, s)
      cross join lateral (
        select * from names
        where merchant_id = w.m and source_id = w.s and kind = 'reference' and name = w.n offset 0
      ) n`,
    values: [
      plainArray(references.map((name) => name.merchantId)),
      plainArray(references.map((name) => name.sourceId)),
      textArray(references.map((name) => name.name)),
    ],
  })
  return rows.map(takenName)
}

/**
 * Takes names that are still free; returns the ones it got. The rows go in sorted, so two batches
 * that want the same names wait for one another instead of deadlocking, and make no twins.
 */
export async function takeNames(
  client: PoolClient,
  names: readonly TakenName[],
): Promise<readonly TakenName[]> {
  const { rows } = await client.query<NameRow>({
    name: "take-names",
    text: `
      insert into names (merchant_id, source_id, kind, name, subject_id)
      select m, s, k, n, i
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[]) as w(m, s, k, n, i)
      order by m, s, k, n collate "C"
      on conflict do nothing
      returning merchant_id, source_id, kind, name, subject_id`,
    values: [...nameColumns(names), plainArray(names.map((name) => name.subjectId))],
  })
  return rows.map(takenName)
}

/** Gives names that this transaction took to the payouts that were there first. */
export async function repointNames(client: PoolClient, names: readonly TakenName[]): Promise<void> {
  await client.query({
    name: "repoint-names",
    text: `
      update names set subject_id = w.i
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[]) as w(m, s, k, n, i)
      where merchant_id = w.m and source_id = w.s and kind = w.k and name = w.n`,
    values: [...nameColumns(names), plainArray(names.map((name) => name.subjectId))],
  })
}

/** Locks names that are taken, in one order for all workers. */
export async function lockNames(client: PoolClient, names: readonly Name[]): Promise<void> {
  await client.query({
    name: "lock-names",
    text: `
      select 1
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as w(m, s, k, n)
      join names on merchant_id = w.m and source_id = w.s and kind = w.k and name = w.n
      order by w.m, w.s, w.k, w.n collate "C"
      for update of names`,
    values: nameColumns(names),
  })
}

/**
 * Takes names away; returns what they stood for. Of two that want the same name one gets it: the
 * rows are locked in one order for all workers, and who comes second finds none.
 */
export async function dropNames(
  client: PoolClient,
  names: readonly Name[],
): Promise<readonly TakenName[]> {
  const { rows } = await client.query<NameRow>({
    name: "drop-names",
    text: `
      with locked as materialized (
        select n.merchant_id, n.source_id, n.kind, n.name
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as w(m, s, k, n)
        join names n on n.merchant_id = w.m and n.source_id = w.s and n.kind = w.k and n.name = w.n
        order by n.merchant_id, n.source_id, n.kind, n.name collate "C"
        for update of n
      )
      delete from names n using locked l
      where n.merchant_id = l.merchant_id and n.source_id = l.source_id and n.kind = l.kind
        and n.name = l.name
      returning n.merchant_id, n.source_id, n.kind, n.name, n.subject_id`,
    values: nameColumns(names),
  })
  return rows.map(takenName)
}

interface NameRow {
  merchant_id: string
  source_id: string
  kind: Name["kind"]
  name: string
  subject_id: string
}

function nameColumns(names: readonly Name[]): string[] {
  return [
    plainArray(names.map((name) => name.merchantId)),
    plainArray(names.map((name) => name.sourceId)),
    textArray(names.map((name) => name.kind)),
    textArray(names.map((name) => name.name)),
  ]
}

function takenName(row: NameRow): TakenName {
  return {
    merchantId: row.merchant_id,
    sourceId: row.source_id,
    kind: row.kind,
    name: row.name,
    subjectId: row.subject_id,
  }
}
