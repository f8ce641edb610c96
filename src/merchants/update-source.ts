import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { SOURCE_COLUMNS, sourceFromRow, type SourceRow } from "./source-row.ts"
import {
  sealJson,
  type Source,
  type SourceCredentials,
  type SourceSecrets,
  type SourceSettings,
} from "./source.ts"

/** A missing field stays as it is. */
export interface SourceChange {
  readonly name?: string | undefined
  readonly live?: boolean | null | undefined
  readonly settings?: SourceSettings | undefined
  readonly secrets?: SourceSecrets | undefined
  readonly credentials?: SourceCredentials | null | undefined
  readonly disabled?: boolean | undefined
}

/** Lock the source with `lockSource` first when the change follows from what it was. */
export async function updateSource(
  queryable: Queryable,
  keyring: Keyring,
  update: { readonly merchantId: string; readonly id: string; readonly change: SourceChange },
): Promise<Source | undefined> {
  const { merchantId, id, change } = update
  const key = await keyring.sealingKey(merchantId)
  const { rows } = await queryable.query<SourceRow>(
    `update sources set
       name = coalesce($3, name),
       live = case when $4 then $5 else live end,
       settings = coalesce($6, settings),
       secrets_sealed = coalesce($7, secrets_sealed),
       credentials_sealed = case when $8 then $9 else credentials_sealed end,
       disabled_at = case
         when $10::boolean is null then disabled_at
         when $10 then coalesce(disabled_at, paidout_now())
       end,
       updated_at = paidout_now()
     where merchant_id = $1 and id = $2
     returning ${SOURCE_COLUMNS}`,
    [
      merchantId,
      id,
      change.name ?? null,
      change.live !== undefined,
      change.live ?? null,
      change.settings === undefined ? null : JSON.stringify(change.settings),
      change.secrets === undefined ? null : sealJson(key, change.secrets),
      change.credentials !== undefined,
      change.credentials ? sealJson(key, change.credentials) : null,
      change.disabled ?? null,
    ],
  )
  return rows[0] && sourceFromRow(keyring, rows[0])
}
