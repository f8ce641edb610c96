import type { Queryable } from "../postgres/pool.ts"
import { ENDPOINT_COLUMNS, endpointFromRow, type EndpointRow } from "./endpoint-row.ts"
import type { Endpoint, EndpointSettings, Ordering } from "./endpoint.ts"

/** A missing field stays as it is. A new URL must be tested first: see pipeline/change-endpoint. */
export interface EndpointChange {
  readonly url?: string | undefined
  readonly description?: string | null | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly settings?: EndpointSettings | undefined
  readonly ordering?: Ordering | undefined
  /** Sealed anew by the caller, who holds `lockEndpointSecrets`. */
  readonly secretsSealed?: Buffer | undefined
  readonly hasBasic?: boolean | undefined
}

export async function updateEndpoint(
  queryable: Queryable,
  update: {
    readonly merchantId: string
    readonly id: string
    readonly change: EndpointChange
  },
): Promise<Endpoint | undefined> {
  const { change } = update
  const { rows } = await queryable.query<EndpointRow>(
    `update endpoints set
       url = coalesce($3, url),
       description = case when $4 then $5 else description end,
       event_types = coalesce($6, event_types),
       settings = coalesce($7, settings),
       secrets_sealed = coalesce($8, secrets_sealed),
       ordering = coalesce($9, ordering),
       has_basic = coalesce($10, has_basic),
       updated_at = paidout_now()
     where merchant_id = $1 and id = $2 and deleted_at is null
     returning ${ENDPOINT_COLUMNS}`,
    [
      update.merchantId,
      update.id,
      change.url ?? null,
      change.description !== undefined,
      change.description ?? null,
      change.eventTypes ?? null,
      change.settings === undefined ? null : JSON.stringify(change.settings),
      change.secretsSealed ?? null,
      change.ordering ?? null,
      change.hasBasic ?? null,
    ],
  )
  return rows[0] && endpointFromRow(rows[0])
}
