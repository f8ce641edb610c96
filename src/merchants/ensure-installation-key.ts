import { readDataFile, writeDataFile } from "../data-files.ts"
import type { Pool } from "../postgres/pool.ts"
import { ensureFirstMerchant } from "./ensure-first-merchant.ts"
import { newApiKey } from "./insert-api-key.ts"
import type { Keyring } from "./keyring.ts"
import type { Merchant } from "./merchant.ts"

const API_KEY_FILE = "api-key"

/**
 * The first merchant, holding the configured API key, else the one of DATA_DIR, else a new one that
 * is written there. `madeApiKey` is that new one: the one time to show it.
 * @throws PaidoutError as ensureFirstMerchant
 */
export async function ensureInstallationKey(
  config: { readonly apiKey: string | null; readonly dataDir: string },
  pool: Pool,
  keyring: Keyring,
): Promise<{ readonly merchant: Merchant; readonly madeApiKey: string | null }> {
  const known = config.apiKey ?? readDataFile(config.dataDir, API_KEY_FILE)
  if (known !== undefined) {
    return { merchant: await ensureFirstMerchant(pool, keyring, known), madeApiKey: null }
  }
  const made = newApiKey()
  const merchant = await ensureFirstMerchant(pool, keyring, made)
  writeDataFile(config.dataDir, API_KEY_FILE, made)
  return { merchant, madeApiKey: made }
}
