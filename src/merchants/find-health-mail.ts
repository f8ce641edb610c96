import type { Queryable } from "../postgres/pool.ts"
import {
  healthMailSettings,
  type HealthMailSettings,
  type StoredHealthMail,
} from "./health-mail.ts"

/** Where nothing was set: no recipients. */
export async function findHealthMail(
  queryable: Queryable,
  merchantId: string,
): Promise<HealthMailSettings> {
  const { rows } = await queryable.query<{ health_mail: StoredHealthMail }>(
    "select health_mail from merchants where id = $1",
    [merchantId],
  )
  return healthMailSettings(rows[0]?.health_mail ?? {})
}
