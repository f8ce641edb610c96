import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, idUuid } from "../../ids.ts"
import { findSources } from "../../merchants/find-sources.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { listSources } from "../../merchants/list-sources.ts"
import type { Source } from "../../merchants/source.ts"
import type { Pool } from "../../postgres/pool.ts"

const SOURCES_LOOKED_AT_MAX = 100

/**
 * The sources that an endpoint hears of: those its settings name, else the merchant's newest.
 * @throws PaidoutError request_invalid: a named one is not the merchant's
 */
export async function findEndpointSources(
  context: { readonly pool: Pool; readonly keyring: Keyring },
  endpoint: { readonly merchantId: string; readonly settings: EndpointSettings },
): Promise<readonly Source[]> {
  const { merchantId, settings } = endpoint
  const wanted = settings.source_ids
  if (wanted === undefined) {
    const page = { merchantId, limit: SOURCES_LOOKED_AT_MAX }
    return listSources(context.pool, context.keyring, page)
  }
  const ids = wanted.flatMap((id) => idUuid("source", id) ?? [])
  const sources = await findSources(context.pool, context.keyring, { merchantId, ids })
  const known = new Set(sources.map(({ id }) => idText("source", id)))
  const missing = wanted.find((id) => !known.has(id))
  if (missing === undefined) return sources
  throw new PaidoutError(
    "request_invalid",
    `settings: source_ids: there is no source ${missing}.`,
    {
      detail: { field: "settings.source_ids" },
    },
  )
}
