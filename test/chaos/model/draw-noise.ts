import type { SeededRandom } from "../seeded-random.ts"
import { classicItem, classicMessage } from "./draw-adyen.ts"
import { PIVOT_MERCHANT } from "./draw-pivot.ts"
import { XENDIT_BUSINESS } from "./draw-xendit.ts"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import type { SourceName } from "./story.ts"

/** Authentic, and not to be understood: each must be parked, and move nothing. */
export function drawMisread(random: SeededRandom): DrawnWebhook {
  const id = random.hex(12)
  const payout = (fields: string, business = XENDIT_BUSINESS, event = "payout.succeeded") =>
    `{"event":"${event}","business_id":"${business}","data":{"id":"disb-${id}",${fields}}}`
  const whole = '"amount":1000,"currency":"IDR","status":"SUCCEEDED"'
  const [source, body] = random.pick<readonly [SourceName, string]>([
    ["xendit_small", `{"event":"payout.succeeded","data":{"id":"${id}`],
    ["xendit_small", payout(whole.replace("1000", "-1"))],
    ["xendit_small", payout(whole.replace("1000", "12.345"))],
    ["xendit_small", payout(whole.replace("SUCCEEDED", "SUCCEEDED?"))],
    ["xendit_small", payout(whole.replace("SUCCEEDED", "FAILED"))],
    ["xendit_small", payout(whole, "another-business")],
    ["xendit_small", payout(whole, XENDIT_BUSINESS, "payout.teleported")],
    ["pivot", `[${id.length}, "${id}"]`],
    ["pivot", `{"event":"PAYOUT.DONE","data":{"uuid":"${id}","merchantId":"${PIVOT_MERCHANT}"}}`],
    ["adyen_transfers", `nobody reads ${id}`],
    ["adyen_transfers", `{"type":"balancePlatform.transfer.updated","id":"${id}"}`],
  ])
  return {
    kind: "misread",
    source,
    tellings: [],
    body,
    ...(source === "adyen_transfers" && { isPlatform: true }),
  }
}

/** Authentic, understood, and about something else: acknowledged, and that is all. */
export function drawIgnored(random: SeededRandom): DrawnWebhook {
  const id = random.hex(16).toUpperCase()
  if (random.chance(0.5)) {
    const body = `{"event":"MERCHANT-TOP-UP.SUCCESS","data":{"merchantId":"${PIVOT_MERCHANT}","id":"${id}"}}`
    return { kind: "ignored", source: "pivot", tellings: [], body }
  }
  const item = classicItem(signedFields(id, "AUTHORISATION"), "visa")
  return { kind: "ignored", source: "adyen_classic", tellings: [], body: classicMessage([item]) }
}

/** Well made, and not by the provider: each must be kept in quarantine, and move nothing. */
export function drawForged(random: SeededRandom): DrawnWebhook {
  const id = random.hex(16).toUpperCase()
  const forger = `a-token-of-forger-${random.below(5)}`
  const source = random.pick(["xendit_small", "pivot", "adyen_doubted"])
  switch (source) {
    case "xendit_small": {
      const body = `{"event":"payout.succeeded","business_id":"${XENDIT_BUSINESS}","data":{"id":"disb-forged-${id}","amount":1000,"currency":"IDR","status":"SUCCEEDED"}}`
      return forged(source, body, { "x-callback-token": forger })
    }
    case "pivot": {
      const body = `{"event":"PAYOUT.SUCCESS","data":{"uuid":"forged-${id}","payouts":{"referenceId":"${id}","amount":{"currency":"IDR","value":"1"},"status":"SUCCESS"}}}`
      return forged(source, body, { "x-api-key": forger })
    }
    case "adyen_doubted": {
      const item = classicItem(signedFields(id, "PAIDOUT_REVERSED"), "visa")
      const other = item.replace('"pspReference":"', '"pspReference":"F')
      return forged(source, classicMessage([other]), {})
    }
    default:
      return source satisfies never
  }
}

function forged(
  source: SourceName,
  body: string,
  headers: Readonly<Record<string, string>>,
): DrawnWebhook {
  return { kind: "forged", source, tellings: [], body, headers }
}

function signedFields(id: string, eventCode: string) {
  return {
    pspReference: id,
    originalReference: "",
    merchantAccountCode: "LanternMarketECOM",
    merchantReference: `order-${id}`,
    value: "1000",
    currency: "EUR",
    eventCode,
    success: "true",
  }
}
