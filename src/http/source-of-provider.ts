import { findSourcesOfProvider } from "../merchants/find-sources-of-provider.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * What a list's filter by provider comes to: nothing where the merchant has no source of it, a
 * filter by source where it has one, since lists have a way by source and none by provider.
 */
export async function sourceOfProvider(
  queryable: Queryable,
  filter: {
    readonly merchantId: string
    readonly provider: string | undefined
    readonly sourceId: string | undefined
  },
): Promise<{ readonly sourceId: string | undefined } | "none"> {
  const { merchantId, provider, sourceId } = filter
  if (provider === undefined || sourceId !== undefined) return { sourceId }
  const found = await findSourcesOfProvider(queryable, { merchantId, provider, limit: 2 })
  if (found.length === 0) return "none"
  return { sourceId: found.length === 1 ? found[0] : undefined }
}
