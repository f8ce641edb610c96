import type { Queryable } from "../postgres/pool.ts"

/**
 * Says that a hub is listening. Where none was for ten minutes or more, all silences last so much
 * longer, as business time, so weekends that the way there crosses do not count; counting weekends
 * of the gap itself as business time is the safe side. The one clock for this is the server's own.
 * Of two processes that come together the second waits and then finds nothing to do.
 */
export async function hearAgain(queryable: Queryable): Promise<void> {
  await queryable.query({
    name: "hear_again",
    text: `
      with silent as (
        select paidout_server_now() - heard_until as gap from listening
        where heard_until < paidout_server_now() - interval '1 minute'
        for update
      ),
      heard as (
        update listening set heard_until = paidout_server_now() from silent
        returning silent.gap
      )
      update silence_timers set
        due_at = due_at + heard.gap + interval '2 days' * floor((
          extract(epoch from due_at at time zone 'UTC'
            - date_trunc('week', due_at at time zone 'UTC'))
          + extract(epoch from heard.gap)) / extract(epoch from interval '5 days'))
      from heard
      where heard.gap > interval '10 minutes' and merchant_id is not null`,
    values: [],
  })
}
