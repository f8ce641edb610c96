import { byteaArray, plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What a provider answered, as it is kept: the evidence of what a read changed. */
export interface NewReading {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bodySealed: Buffer
  /** SHA-256 of the body's bytes. */
  readonly bodyHash: Buffer
}

export async function insertReadings(
  queryable: Queryable,
  readings: readonly NewReading[],
): Promise<void> {
  await queryable.query({
    name: "insert_readings",
    text: `
      insert into readings
        (merchant_id, id, source_id, method, path, status, headers, body_sealed, body_hash, read_at)
      select m, i, s, e, p, t, h, b, x, paidout_now()
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::smallint[],
        $7::jsonb[], $8::bytea[], $9::bytea[]) as r (m, i, s, e, p, t, h, b, x)`,
    values: [
      plainArray(readings.map((each) => each.merchantId)),
      plainArray(readings.map((each) => each.id)),
      plainArray(readings.map((each) => each.sourceId)),
      textArray(readings.map((each) => each.method)),
      textArray(readings.map((each) => each.path)),
      plainArray(readings.map((each) => each.status)),
      textArray(readings.map((each) => JSON.stringify(each.headers))),
      byteaArray(readings.map((each) => each.bodySealed)),
      byteaArray(readings.map((each) => each.bodyHash)),
    ],
  })
}
