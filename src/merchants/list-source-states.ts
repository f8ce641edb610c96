import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { SourceSettings } from "./source.ts"

/** What a source is set to, without its secrets. */
export interface SourceState {
  readonly settings: SourceSettings
  readonly isDisabled: boolean
}

/** Of sources of any merchants, by their ids; the caller bounds how many. */
export async function listSourceStates(
  queryable: Queryable,
  sources: readonly { readonly merchantId: string; readonly sourceId: string }[],
): Promise<ReadonlyMap<string, SourceState>> {
  const { rows } = await queryable.query<{
    id: string
    settings: SourceSettings
    is_disabled: boolean
  }>({
    name: "list_source_states",
    text: `select s.id, s.settings, s.disabled_at is not null as is_disabled
           from (select distinct * from unnest($1::uuid[], $2::uuid[])) as u (merchant_id, id)
           join sources as s on s.merchant_id = u.merchant_id and s.id = u.id`,
    values: [
      plainArray(sources.map((each) => each.merchantId)),
      plainArray(sources.map((each) => each.sourceId)),
    ],
  })
  return new Map(
    rows.map(({ id, settings, is_disabled: isDisabled }) => [id, { settings, isDisabled }]),
  )
}
