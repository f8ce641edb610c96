import type { SandboxAccount } from "./account.ts"
import type { SandboxKeyring } from "./sandbox-context.ts"

/** What opens the account's API, by kind. */
export async function openCredentials(
  keyring: Pick<SandboxKeyring, "open">,
  account: SandboxAccount,
): Promise<Readonly<Record<string, string>>> {
  const opened = await keyring.open(account.merchantId, account.credentialsSealed)
  return JSON.parse(opened.toString("utf8")) as Readonly<Record<string, string>>
}
