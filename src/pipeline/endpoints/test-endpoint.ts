import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { findEndpointSecrets } from "../../delivery/find-endpoint-secrets.ts"
import { readEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import { PaidoutError } from "../../errors.ts"
import { findEndpointSources } from "./find-endpoint-sources.ts"
import {
  tryEndpoint,
  type EndpointContext,
  type TestAnswer,
  type TestWatch,
} from "./try-endpoint.ts"

/**
 * Sends the test event to an endpoint, also to a disabled one, and changes nothing.
 * @throws PaidoutError not_found, endpoint_address_refused
 */
export async function testEndpoint(
  context: EndpointContext,
  key: { readonly merchantId: string; readonly id: string },
  watch?: TestWatch,
): Promise<TestAnswer> {
  const endpoint = await findEndpoint(context.pool, key)
  const sealed = await findEndpointSecrets(context.pool, key)
  if (endpoint === undefined || sealed === undefined) throw new PaidoutError("not_found")
  const secrets = readEndpointSecrets(await context.keyring.open(key.merchantId, sealed))
  const sources = await findEndpointSources(context, endpoint)
  return tryEndpoint(context, endpoint, { secrets, sources, watch })
}
