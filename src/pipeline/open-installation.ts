import type { Config } from "../config.ts"
import type { Log } from "../log.ts"
import { ensureInstallationKey } from "../merchants/ensure-installation-key.ts"
import { ensureSecretKey } from "../merchants/ensure-secret-key.ts"
import { createKeyring } from "../merchants/keyring.ts"
import type { ServerSettings } from "../postgres/embedded/settings.ts"
import { makePartitions } from "../postgres/make-partitions.ts"
import { migrate } from "../postgres/migrate.ts"
import { openDatabase } from "../postgres/open-database.ts"
import { createPool, type PostgresConnection } from "../postgres/pool.ts"
import { ensureFirstOwner } from "./people/ensure-first-owner.ts"

/** What all processes of a machine share. It holds secrets: it is handed on, and written nowhere. */
export interface Installation {
  readonly connection: PostgresConnection
  /** Opens what the database holds. */
  readonly secretKey: string
  /** UUID of the first merchant. */
  readonly merchantId: string
}

export interface OpenInstallation extends Installation {
  /** The API key, when this start made it: the one time to show it. */
  readonly madeApiKey: string | null
  /** Of the link that makes the first owner, while there is none: the one time to show it. */
  readonly firstOwnerToken: string | null
  /** Ends the embedded server. */
  close(): Promise<void>
}

/**
 * What happens once per machine, before any stage may run: the database is opened, the embedded one
 * started, and has schema, partitions, the first merchant and its key. Any number of machines may do
 * so at once.
 * @throws PaidoutError as startEmbeddedServer and ensureFirstMerchant; migrations_newer,
 * migrations_edited, secret_key_wrong
 */
export async function openInstallation(
  config: Config,
  options: { readonly log: Log; readonly embeddedSettings?: ServerSettings },
): Promise<OpenInstallation> {
  await using begun = new AsyncDisposableStack()
  const { log } = options
  const database = await openDatabase(config, { log, settings: options.embeddedSettings })
  begun.defer(() => database.close())
  const pool = createPool(database.connection, { connectionsMax: 1 })
  try {
    await migrate(pool, { log })
    await makePartitions(pool)
    const secretKey = await ensureSecretKey(config, pool)
    const keyring = createKeyring(pool, secretKey)
    const { merchant, madeApiKey } = await ensureInstallationKey(config, pool, keyring)
    const firstOwnerToken = await ensureFirstOwner({ pool, keyring }, merchant.id)
    const opened = begun.move()
    return {
      connection: database.connection,
      secretKey,
      merchantId: merchant.id,
      madeApiKey,
      firstOwnerToken,
      close: () => opened.disposeAsync(),
    }
  } finally {
    await pool.end()
  }
}
