import type { FastifyRequest } from "fastify"

import { PaidoutError } from "../errors.ts"

const READS = ["GET", "HEAD", "OPTIONS"]

/**
 * A browser sends its cookies along with what other sites make it send, so a change must come from
 * a page of this hub. Current browsers say so by `Sec-Fetch-Site`, which no page can set; others, and
 * all of them where the hub is not reached by TLS, by `Origin`.
 * @throws PaidoutError origin_refused
 */
export function demandSameOrigin(request: FastifyRequest, publicUrl: string | null): void {
  if (READS.includes(request.method)) return
  const { "sec-fetch-site": site, origin } = request.headers
  const isOwn =
    site === undefined
      ? origin !== undefined && isOwnOrigin(origin, { host: request.headers.host, publicUrl })
      : site === "same-origin"
  if (!isOwn) throw new PaidoutError("origin_refused")
}

/** Behind a proxy `Host` may be another name than the one that people type. */
function isOwnOrigin(
  origin: string,
  own: { readonly host: string | undefined; readonly publicUrl: string | null },
): boolean {
  if (!URL.canParse(origin)) return false
  if (own.publicUrl !== null && new URL(own.publicUrl).origin === origin) return true
  // What is reached by TLS only takes nothing from a page that anybody on the way may have written.
  if (own.publicUrl?.startsWith("https:") === true) return false
  return new URL(origin).host === own.host
}
