import type { Queryable } from "../postgres/pool.ts"

/** More than one try can add, so that what is over does not pile up. */
const forgottenAtOnceMax = 100

/** Removes some of what is over: tries that count no more, sessions and challenges that ended. */
export async function forgetEndedLogins(queryable: Queryable): Promise<void> {
  await queryable.query(
    `with tries as (
       delete from login_tries where name in (
         select name from login_tries where full_at < paidout_server_now()
         order by full_at limit $1 for update skip locked)
     ), sessions as (
       delete from people_sessions where id in (
         select id from people_sessions where expires_at < paidout_server_now()
         order by expires_at limit $1 for update skip locked)
     )
     delete from people_verifications where id in (
       select id from people_verifications where expires_at < paidout_server_now()
       order by expires_at limit $1 for update skip locked)`,
    [forgottenAtOnceMax],
  )
}
