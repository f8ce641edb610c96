import { seal, type DataKey } from "../seal.ts"
import type { BasicCredentials, EndpointCredentials } from "./dialect.ts"

/** A live secret; one that was rotated out ends by itself. */
export interface EndpointSecret {
  readonly secret: string
  /** Milliseconds of Unix time, or null: the current one. */
  readonly expiresAtMs: number | null
}

/** What an endpoint's messages are signed and authenticated with. */
export interface EndpointSecrets {
  /** Newest first. */
  readonly secrets: readonly EndpointSecret[]
  readonly basic: BasicCredentials | null
}

export function sealEndpointSecrets(key: DataKey, secrets: EndpointSecrets): Buffer {
  return seal(key, Buffer.from(JSON.stringify(secrets)))
}

/** What `sealEndpointSecrets` sealed, opened. Version 0.1 sealed the list of secrets alone. */
export function readEndpointSecrets(opened: Buffer): EndpointSecrets {
  const value = JSON.parse(opened.toString("utf8")) as EndpointSecrets | EndpointSecret[]
  return Array.isArray(value) ? { secrets: value, basic: null } : value
}

export function liveCredentials(secrets: EndpointSecrets, nowMs: number): EndpointCredentials {
  return {
    basic: secrets.basic,
    secrets: secrets.secrets
      .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
      .map(({ secret }) => secret),
  }
}
