import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What an endpoint in a provider's dialect was told last of a payout, batch or payment. */
export interface Telling {
  readonly merchantId: string
  readonly endpointId: string
  readonly subjectId: string
  /** In that dialect's words. */
  readonly word: string
}

/** The caller holds the locks of the subjects, so that two events of one do not pass each other. */
export async function findTellings(
  queryable: Queryable,
  keys: readonly Omit<Telling, "word">[],
): Promise<readonly Telling[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    endpoint_id: string
    subject_id: string
    word: string
  }>({
    name: "find_tellings",
    text: `
      select t.merchant_id, t.endpoint_id, t.subject_id, t.word
      from unnest($1::uuid[], $2::uuid[], $3::uuid[])
        as wanted (merchant_id, endpoint_id, subject_id)
      join tellings as t using (merchant_id, endpoint_id, subject_id)`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.endpointId)),
      plainArray(keys.map((key) => key.subjectId)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    endpointId: row.endpoint_id,
    subjectId: row.subject_id,
    word: row.word,
  }))
}

/** At most one per endpoint and subject. */
export async function saveTellings(
  queryable: Queryable,
  tellings: readonly Telling[],
): Promise<void> {
  await queryable.query({
    name: "save_tellings",
    text: `
      insert into tellings as t (merchant_id, endpoint_id, subject_id, word)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])
      on conflict (merchant_id, endpoint_id, subject_id) do update set word = excluded.word`,
    values: [
      plainArray(tellings.map((each) => each.merchantId)),
      plainArray(tellings.map((each) => each.endpointId)),
      plainArray(tellings.map((each) => each.subjectId)),
      textArray(tellings.map((each) => each.word)),
    ],
  })
}
