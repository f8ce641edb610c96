import { seal, type DataKey } from "../seal.ts"

/** A live secret; one that was rotated out ends by itself. */
export interface EndpointSecret {
  readonly secret: string
  /** Milliseconds of Unix time, or null: the current one. */
  readonly expiresAtMs: number | null
}

/** Newest first. */
export function sealEndpointSecrets(key: DataKey, secrets: readonly EndpointSecret[]): Buffer {
  return seal(key, Buffer.from(JSON.stringify(secrets)))
}

/** What `sealEndpointSecrets` sealed, opened. */
export function readEndpointSecrets(opened: Buffer): readonly EndpointSecret[] {
  return JSON.parse(opened.toString("utf8")) as readonly EndpointSecret[]
}

export function liveSecrets(secrets: readonly EndpointSecret[], nowMs: number): readonly string[] {
  return secrets
    .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
    .map(({ secret }) => secret)
}
