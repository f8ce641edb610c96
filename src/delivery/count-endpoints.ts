import type { Queryable } from "../postgres/pool.ts"

/** By state; `failing` ones are active, and had nothing but failures of late. */
export interface EndpointCounts {
  readonly active: number
  readonly failing: number
  readonly disabled: number
}

/** Of all merchants but the sandbox's, for `/metrics`. */
export async function countEndpoints(queryable: Queryable): Promise<EndpointCounts> {
  const { rows } = await queryable.query<EndpointCounts>(
    `select
       count(*) filter (where e.state = 'active' and h.failing_since is null)::integer as active,
       count(*) filter (where e.state = 'active' and h.failing_since is not null)::integer
         as failing,
       count(*) filter (where e.state = 'disabled')::integer as disabled
     from endpoints e
     left join endpoint_health h on h.merchant_id = e.merchant_id and h.endpoint_id = e.id
     where e.merchant_id not in (select id from merchants where sandbox_of is not null)`,
  )
  return rows[0] ?? { active: 0, failing: 0, disabled: 0 }
}
