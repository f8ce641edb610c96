import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { adyen } from "./index.ts"
import { request } from "./fixtures/requests.ts"

/** Example bodies of Adyen's OpenAPI files and libraries. */
const FOLDER = new URL("../../../../shared/data/adyen-examples/", import.meta.url)
const present = existsSync(FOLDER)
const WEBHOOK = /^(standard-|form-.*\.txt$|soap-request-|transfer-webhook-)/

/** What each says: a payout's status and reason, or that it is no payout. */
const EXPECTED: Readonly<Record<string, string>> = {
  "form-NOTIFICATION_OF_CHARGEBACK.txt": "ignored",
  "form-PAYOUT_THIRDPARTY.txt": "processing",
  "soap-request-AUTHORISATION.xml": "ignored",
  "soap-request-CHARGEBACK_REVERSED.xml": "ignored",
  "soap-request-NOTIFICATION_OF_CHARGEBACK.xml": "ignored",
  "soap-request-REFUND.xml": "ignored",
  "soap-request-REPORT_AVAILABLE.xml": "ignored",
  "standard-PAIDOUT_REVERSED.json": "reversed",
  "standard-PAYOUT_DECLINE.json": "cancelled declined",
  "standard-PAYOUT_EXPIRE.json": "cancelled expired",
  // A card and no original: an instant payout.
  "standard-PAYOUT_THIRDPARTY.json": "paid",
  "standard-REFUND_WITH_DATA.json": "processing",
  "transfer-webhook-lib-dotnet-balancePlatform.transfer.created.unknown.category.enum.json":
    "ignored",
  "transfer-webhook-lib-dotnet-balancePlatform.transfer.updated.directDebit.booked.json": "ignored",
  "transfer-webhook-lib-dotnet-balancePlatform.transfer.updated.json": "ignored",
  "transfer-webhook-lib-dotnet-balancePlatform.transfer.updated.toplevel.tracking.json":
    "processing",
  "transfer-webhook-lib-dotnet-balancePlatform.transfer.updated.tracking.confirmation.json": "paid",
  "transfer-webhook-lib-dotnet-balancePlatform.transfer.updated.tracking.estimation.json":
    "processing",
  "transfer-webhook-lib-java-transfer-created.json": "ignored",
  "transfer-webhook-lib-java-transfer-updated-with-uk-fps-tracing.json": "processing booked",
  "transfer-webhook-lib-java-transfer-updated.json": "ignored",
  "transfer-webhook-transfer-created-transfer-created-incoming-internal.json": "ignored",
  "transfer-webhook-transfer-created-transfer-created-initiated-on-demand-top-up.json": "ignored",
  "transfer-webhook-transfer-created-transfer-created-initiated-scheduled-top-up.json": "ignored",
  "transfer-webhook-transfer-created-transfer-created-outgoing-external.json": "pending",
  "transfer-webhook-transfer-updated-01-payout-authorized.json": "processing",
  "transfer-webhook-transfer-updated-02-payout-booked.json": "processing booked",
  "transfer-webhook-transfer-updated-03-internal-authorised.json": "ignored",
  "transfer-webhook-transfer-updated-04-internal-booked.json": "ignored",
  "transfer-webhook-transfer-updated-05-directDebit-booked.json": "ignored",
  "transfer-webhook-transfer-updated-06-directDebit-cancelled.json": "ignored",
  "transfer-webhook-transfer-updated-07-directDebit-failed.json": "ignored",
  "transfer-webhook-transfer-updated-08-internalDirectDebit-incoming-booked.json": "ignored",
  "transfer-webhook-transfer-updated-09-internalDirectDebit-outgoing-booked.json": "ignored",
  "transfer-webhook-transfer-updated-transfer-updated-authorized-on-demand-top-up.json": "ignored",
  "transfer-webhook-transfer-updated-transfer-updated-authorized-scheduled-top-up.json": "ignored",
  "transfer-webhook-transfer-updated-transfer-updated-captured-on-demand-top-up.json": "ignored",
  "transfer-webhook-transfer-updated-transfer-updated-captured-scheduled-top-up.json": "ignored",
}

function summary(name: string): string {
  const decoded = adyen.decode(request(readFileSync(new URL(name, FOLDER))))
  if (decoded.outcome !== "events") return decoded.outcome
  const [event] = decoded.events
  if (event?.subject !== "payout") return "nothing"
  return event.reason ? `${event.status} ${event.reason}` : event.status
}

describe.skipIf(!present)("the examples published with Adyen's schemas and libraries", () => {
  test.each(Object.entries(EXPECTED))("%s: %s", (name, expected) => {
    expect(summary(name)).toBe(expected)
  })

  test("are all expected here", () => {
    const webhooks = readdirSync(FOLDER).filter((name) => WEBHOOK.test(name))
    expect(webhooks.toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  test("a real live form delivery, as its fields were told, is known and ignored", () => {
    const text = readFileSync(new URL("form-AUTHORISATION-live-failed.json", FOLDER), "utf8")
    const { _note, ...fields } = JSON.parse(text) as Record<string, string>
    expect(_note).toContain("live form delivery")
    const body = new URLSearchParams(fields).toString()
    expect(adyen.decode(request(body))).toEqual({ outcome: "ignored", wireEvent: "AUTHORISATION" })
  })
})
