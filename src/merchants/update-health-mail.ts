import type { Queryable } from "../postgres/pool.ts"
import {
  healthMailSettings,
  type HealthMailSettings,
  type StoredHealthMail,
} from "./health-mail.ts"

/**
 * Sets who gets the merchant's mails, and returns how it was set before. `since` says from when the
 * report is wanted: it begins when it was not wanted before, and stays with any other change.
 */
export async function updateHealthMail(
  queryable: Queryable,
  update: { readonly merchantId: string; readonly settings: HealthMailSettings },
): Promise<HealthMailSettings> {
  const { recipients, when, stuckAfterHours } = update.settings
  const { rows } = await queryable.query<{ health_mail: StoredHealthMail }>(
    `with before as (
       select id, health_mail from merchants where id = $1 for no key update
     )
     update merchants m
     set health_mail = $2::jsonb || jsonb_build_object(
       'since', case
         when jsonb_array_length(before.health_mail -> 'recipients') > 0
           and before.health_mail ->> 'when' <> 'never' then before.health_mail -> 'since'
         else to_jsonb(paidout_now())
       end
     )
     from before
     where m.id = before.id
     returning before.health_mail`,
    [update.merchantId, JSON.stringify({ recipients, when, stuck_after_hours: stuckAfterHours })],
  )
  return healthMailSettings(rows[0]?.health_mail ?? {})
}
