import { PaidoutError } from "../errors.ts"
import { idText, newUuid } from "../ids.ts"
import { CANONICAL_VERSIONS, canonicalBody } from "../payout/canonical.ts"
import { payoutView, type Payout } from "../payout/payout.ts"
import type { Dialect } from "./dialect.ts"
import {
  newStandardWebhookSecret,
  signStandardWebhook,
  standardWebhookKey,
} from "./sign-standard-webhook.ts"

/** Our own format: canonical bodies under the headers of Standard Webhooks. */
export const paidoutDialect: Dialect = {
  versions: CANONICAL_VERSIONS,
  newSecret: newStandardWebhookSecret,
  signer(secrets) {
    const keys = secrets.map((secret) => {
      const key = standardWebhookKey(secret)
      if (key === undefined) throw new PaidoutError("internal", "An endpoint's secret is broken.")
      return key
    })
    return ({ eventId, timestampSeconds, body }) => [
      "content-type",
      "application/json",
      "webhook-id",
      eventId,
      "webhook-timestamp",
      String(timestampSeconds),
      "webhook-signature",
      signStandardWebhook(keys, { id: eventId, timestampSeconds, body }),
    ]
  },
  body: (change) => canonicalBody(change, idText),
  testBody: ({ at, version }) =>
    JSON.stringify({
      type: "endpoint.test",
      timestamp: at,
      version,
      data: {
        sample: true,
        payout: payoutView(samplePayout(at), idText),
        previous_status: "processing",
        sequence: 2,
        occurred_at: at,
      },
    }),
}

/** A payout that nobody made: never live, and its reference says what it is. */
function samplePayout(at: string): Payout {
  return {
    merchantId: newUuid(),
    id: newUuid(),
    sourceId: newUuid(),
    provider: "sample",
    providerId: "sample-0001",
    reference: "SAMPLE-NOT-A-REAL-PAYOUT",
    batchId: null,
    amount: { amount: 100_000_000n, currency: "IDR" },
    status: "paid",
    reason: null,
    certainty: "confirmed",
    live: false,
    sequence: 2,
    failure: null,
    channelCode: "ID_BCA",
    description: "A sample that tests this endpoint",
    metadata: null,
    destination: null,
    replaces: null,
    estimatedArrivalAt: null,
    createdAt: at,
    updatedAt: at,
  }
}
