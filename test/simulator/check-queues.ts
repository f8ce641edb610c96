import type { Simulation } from "./simulation.ts"

/** Nothing is claimed by the dead, and nothing stands in a queue. */
export async function checkQueues(simulation: Simulation): Promise<readonly string[]> {
  const rows = await simulation.rows<{ what: string; count: number }>(`
    select 'messages in the queue' as what, count(*)::integer as count from unsettled
    union all select 'deliveries in the queue', count(*)::integer from due_deliveries
    union all select 'news that is held', count(*)::integer from held_events
    union all select 'payouts at a final without an end of asking', count(*)::integer
      from polls p join payouts o on o.merchant_id = p.merchant_id and o.id = p.subject_id
      where o.status in ('reversed') and o.certainty = 'confirmed' and p.due_at is not null
        and not exists (
          select from attention_items i where i.subject_id = o.id and i.closed_at is null
        )
    union all select 'deliveries of no endpoint', count(*)::integer
      from deliveries d where not exists (
        select from endpoints e where e.merchant_id = d.merchant_id and e.id = d.endpoint_id
      )`)
  return rows.flatMap(({ what, count }) => (count === 0 ? [] : [`${count} ${what}`]))
}
