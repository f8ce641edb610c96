import type { Dialect } from "./dialect.ts"
import { freezeRequest, thawRequest } from "./frozen-request.ts"

/**
 * No words of its own: every request that a provider sent is handed on as it came, bytes, headers
 * and credentials, so that an existing handler can stand behind Paidout without a change.
 */
export const rawDialect: Dialect = {
  name: "raw",
  versions: ["1"],
  forms: [],
  tells: [],
  toldUnder: () => [],
  // Whoever it goes to, it is the same request.
  sharesBodies: true,
  retrySchedule: "default",
  timeoutMs: 30_000,
  takesBasic: false,
  settings: [],
  forwards: true,
  newSecret: () => null,
  faultOfSecret: () => "A raw endpoint has none: requests carry the credentials they came with.",
  tell: () => null,
  test: ({ eventId, at }) =>
    freezeRequest({
      sourceId: null,
      headers: { "content-type": ["application/json"] },
      body: Buffer.from(
        JSON.stringify({ type: "endpoint.test", id: eventId, timestamp: at, sample: true }),
      ),
    }),
  signers: () => [
    async ({ frozen }, restoreHeaders) => {
      const { sourceId, headers: stored, body } = thawRequest(frozen)
      const headers = sourceId === null ? stored : await restoreHeaders(sourceId, stored)
      return {
        headers: Object.entries(headers).flatMap(([name, values]) =>
          values.flatMap((value) => [name, value]),
        ),
        body,
        isWhole: sourceId !== null,
      }
    },
  ],
  judge: ({ outcome }) => (outcome === "success" ? "accepted" : "failed"),
}
