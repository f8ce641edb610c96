import { PaidoutError } from "../errors.ts"
import { idText, newUuid } from "../ids.ts"
import { insertAudit } from "../merchants/insert-audit.ts"
import { insertSource } from "../merchants/insert-source.ts"
import type { Keyring } from "../merchants/keyring.ts"
import { auditedSource } from "../merchants/source.ts"
import type { Queryable } from "../postgres/pool.ts"
import { findProvider } from "../providers/index.ts"

export interface SandboxSource {
  readonly merchantId: string
  readonly name: string
  readonly provider: string
  readonly baseUrl: string
  readonly secret: string
  /** Those that a source of this provider may hold are kept. */
  readonly credentials: Readonly<Record<string, string>>
  readonly actor: string
}

/** The source of a simulated account: never live. Call it in the account's transaction. */
export async function insertSandboxSource(
  queryable: Queryable,
  keyring: Keyring,
  source: SandboxSource,
): Promise<string> {
  const { merchantId, name, actor } = source
  const provider = findProvider(source.provider)
  if (provider === undefined) throw new PaidoutError("provider_unknown")
  const credentials = Object.entries(source.credentials).filter(([kind]) =>
    provider.credentialKinds.includes(kind),
  )
  const inserted = await insertSource(queryable, keyring, {
    merchantId,
    id: newUuid(),
    name,
    provider: provider.name,
    live: false,
    settings: { base_url: source.baseUrl },
    secrets: { [provider.dialect.secretKind]: [source.secret] },
    credentials: Object.fromEntries(credentials),
    isSandbox: true,
  })
  await insertAudit(queryable, {
    merchantId,
    actor,
    action: "source.create",
    object: idText("source", inserted.id),
    after: auditedSource(inserted),
  })
  return inserted.id
}
