import { randomBytes } from "node:crypto"

import { readDataFile, writeDataFile } from "../data-files.ts"
import { PaidoutError } from "../errors.ts"
import type { Queryable } from "../postgres/pool.ts"
import { findFirstMerchant } from "./find-merchant.ts"

const SECRET_KEY_FILE = "secret-key"

/**
 * The configured secret key, else the one of DATA_DIR, which is made for an empty database.
 * @throws PaidoutError secret_key_wrong: it is gone, and the database was sealed with it.
 */
export async function ensureSecretKey(
  config: { readonly secretKey: string | null; readonly dataDir: string },
  queryable: Queryable,
): Promise<string> {
  const known = config.secretKey ?? readDataFile(config.dataDir, SECRET_KEY_FILE)
  if (known !== undefined) return known
  if ((await findFirstMerchant(queryable)) !== undefined) {
    throw new PaidoutError(
      "secret_key_wrong",
      `${config.dataDir}/${SECRET_KEY_FILE} is missing. Restore it, or set PAIDOUT_SECRET_KEY.`,
    )
  }
  const made = randomBytes(32).toString("base64url")
  writeDataFile(config.dataDir, SECRET_KEY_FILE, made)
  return made
}
