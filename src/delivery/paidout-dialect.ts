import { PaidoutError } from "../errors.ts"
import { idText, newUuid } from "../ids.ts"
import { CANONICAL_VERSIONS, canonicalBody, EVENT_TYPES } from "../payout/canonical.ts"
import { payoutView } from "../payout/payout.ts"
import { samplePayout } from "../payout/sample-payout.ts"
import type { Dialect } from "./dialect.ts"
import {
  newStandardWebhookSecret,
  signStandardWebhook,
  standardWebhookKey,
} from "./sign-standard-webhook.ts"

/** Our own format: canonical bodies under the headers of Standard Webhooks. */
export const paidoutDialect: Dialect = {
  name: "paidout",
  versions: CANONICAL_VERSIONS,
  forms: [],
  tells: EVENT_TYPES,
  toldUnder: () => EVENT_TYPES,
  sharesBodies: true,
  retrySchedule: "default",
  timeoutMs: 30_000,
  takesBasic: false,
  settings: [],
  forwards: false,
  newSecret: newStandardWebhookSecret,
  faultOfSecret: (secret) =>
    standardWebhookKey(secret) === undefined
      ? "It must be whsec_ and the base64 of 24 to 64 bytes."
      : undefined,
  tell: (change) => ({ word: null, frozen: Buffer.from(canonicalBody(change, idText)) }),
  test: ({ at, endpoint }) =>
    Buffer.from(
      JSON.stringify({
        type: "endpoint.test",
        timestamp: at,
        version: endpoint.version,
        data: {
          sample: true,
          payout: payoutView(samplePayout({ provider: "sample", at, newUuid }), idText),
          previous_status: "processing",
          sequence: 2,
          occurred_at: at,
        },
      }),
    ),
  // All live keys sign the one message: the receiver takes whichever it knows.
  signers({ secrets }) {
    const keys = secrets.map((secret) => {
      const key = standardWebhookKey(secret)
      if (key === undefined) throw new PaidoutError("internal", "An endpoint's secret is broken.")
      return key
    })
    return [
      ({ eventId, timestampSeconds, frozen }) => ({
        headers: [
          "content-type",
          "application/json",
          "webhook-id",
          eventId,
          "webhook-timestamp",
          String(timestampSeconds),
          "webhook-signature",
          signStandardWebhook(keys, { id: eventId, timestampSeconds, body: frozen }),
        ],
        body: frozen,
      }),
    ]
  },
  judge: ({ outcome }) => (outcome === "success" ? "accepted" : "failed"),
}
