import type { SandboxKeyring } from "./sandbox-context.ts"

/** What a presented credential is looked up by: neither time nor table tells of one that is near. */
export function credentialHash(
  keyring: Pick<SandboxKeyring, "hash">,
  presented: { readonly provider: string; readonly kind: string; readonly value: string },
): Buffer {
  return keyring.hash(`sandbox ${presented.provider} ${presented.kind} ${presented.value}`)
}
