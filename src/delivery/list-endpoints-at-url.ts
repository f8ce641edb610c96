import type { Queryable } from "../postgres/pool.ts"

export interface EndpointAtUrl {
  readonly merchantId: string
  readonly id: string
  readonly dialect: string
  readonly secretsSealed: Buffer
}

/** Who of these merchants sends to exactly this URL; a handful at most. */
export async function listEndpointsAtUrl(
  queryable: Queryable,
  of: { readonly merchantIds: readonly string[]; readonly url: string; readonly limit: number },
): Promise<readonly EndpointAtUrl[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    dialect: string
    secrets_sealed: Buffer
  }>(
    `select merchant_id, id, dialect, secrets_sealed from endpoints
     where merchant_id = any ($1::uuid[]) and url = $2 and deleted_at is null
     order by id desc
     limit $3`,
    [of.merchantIds, of.url, of.limit],
  )
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    dialect: row.dialect,
    secretsSealed: row.secrets_sealed,
  }))
}
