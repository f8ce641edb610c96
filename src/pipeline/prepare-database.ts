import type { Config } from "../config.ts"
import type { Log } from "../log.ts"
import { ensureInstallationKey } from "../merchants/ensure-installation-key.ts"
import { ensureSecretKey } from "../merchants/ensure-secret-key.ts"
import { createKeyring } from "../merchants/keyring.ts"
import { makePartitions } from "../postgres/make-partitions.ts"
import { migrate } from "../postgres/migrate.ts"
import type { Pool } from "../postgres/pool.ts"

export interface PreparedDatabase {
  /** Opens what the database holds. */
  readonly secretKey: string
  /** UUID of the first merchant. */
  readonly merchantId: string
  /** The API key, when this start made it. */
  readonly madeApiKey: string | null
}

/**
 * What happens before any stage may run: schema, partitions, and the keys of the installation. Safe
 * to call by many processes at once.
 * @throws PaidoutError migrations_newer, migrations_edited, secret_key_wrong
 */
export async function prepareDatabase(
  config: Pick<Config, "dataDir" | "apiKey" | "secretKey">,
  pool: Pool,
  log: Log,
): Promise<PreparedDatabase> {
  await migrate(pool, { log })
  await makePartitions(pool)
  const secretKey = await ensureSecretKey(config, pool)
  const keyring = createKeyring(pool, secretKey)
  const { merchant, madeApiKey } = await ensureInstallationKey(config, pool, keyring)
  return { secretKey, merchantId: merchant.id, madeApiKey }
}
