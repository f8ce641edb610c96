import type { SeededRandom } from "../seeded-random.ts"
import { signAdyen } from "./sign-webhook.ts"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import { newSubject, tell, type SourceName, type Telling } from "./story.ts"
import { ADYEN_CLASSIC_MEANINGS, ADYEN_TRANSFER_MEANINGS, type Meaning } from "./wire-meanings.ts"

export const ADYEN_ACCOUNT = "LanternMarketECOM"

type ClassicWord = keyof typeof ADYEN_CLASSIC_MEANINGS

const CLASSIC_STORIES: readonly [readonly ClassicWord[], ...(readonly ClassicWord[])[]] = [
  ["PAYOUT_THIRDPARTY true"],
  ["PAYOUT_THIRDPARTY true"],
  ["REFUND_WITH_DATA true"],
  ["PAYOUT_THIRDPARTY false"],
  ["REFUND_WITH_DATA false"],
  ["PAYOUT_THIRDPARTY true", "PAYOUT_DECLINE true"],
  ["PAYOUT_EXPIRE true"],
  ["PAYOUT_THIRDPARTY true", "PAIDOUT_REVERSED true"],
  ["PAIDOUT_REVERSED true"],
  ["PAYOUT_THIRDPARTY true", "PAYOUT_DECLINE true", "PAYOUT_THIRDPARTY false"],
]

interface ClassicItem {
  readonly text: string
  readonly telling: Telling
}

/** One to three payouts; their items may share a message, as items of one request do. */
export function drawAdyenClassic(
  random: SeededRandom,
  source: SourceName,
): readonly DrawnWebhook[] {
  const payouts = random.chance(0.2) ? random.between(2, 3) : 1
  const items = Array.from({ length: payouts }, () => drawItems(random, source))
  if (payouts === 1) return (items[0] ?? []).map((item) => messageOf(source, [item]))
  const first = items.flatMap((each) => each.slice(0, 1))
  const rest = items.flatMap((each) => each.slice(1))
  return [messageOf(source, first), ...rest.map((item) => messageOf(source, [item]))]
}

function drawItems(random: SeededRandom, source: SourceName): readonly ClassicItem[] {
  const isInstant = random.chance(0.15)
  const id = random.hex(16).toUpperCase()
  const subject = newSubject("payout", source, { providerId: id })
  const [value, currency] = random.chance(0.5)
    ? [random.between(10_000, 900_000), "IDR"]
    : [random.between(100, 900_000), "EUR"]
  const amount =
    currency === "IDR"
      ? `${value}.0000 IDR`
      : `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}00 EUR`
  const words: readonly ClassicWord[] = isInstant
    ? ["PAYOUT_THIRDPARTY true"]
    : random.pick(CLASSIC_STORIES)
  return words.map((word) => {
    const [code = "", success = ""] = word.split(" ")
    const [known, reason = null]: Meaning = ADYEN_CLASSIC_MEANINGS[word]
    const status = isInstant ? "paid" : known
    const psp = isInstant ? id : random.hex(16).toUpperCase()
    const isReversed = code === "PAIDOUT_REVERSED"
    const failure =
      success === "false"
        ? { code: "refused" as const, providerCode: null, providerReason: "Not today" }
        : isReversed
          ? { code: "rejected_by_bank" as const, providerCode: null, providerReason: "Not today" }
          : null
    const telling = tell(subject, {
      key: `${psp} ${word}`,
      wireEvent: code,
      fact: { status, reason, failure },
      amount,
    })
    const item = {
      pspReference: psp,
      originalReference: isInstant ? "" : id,
      merchantAccountCode: ADYEN_ACCOUNT,
      merchantReference: `invoice-${id.slice(0, 8)}`,
      value: String(value),
      currency,
      eventCode: code,
      success,
    }
    return { telling, text: classicItem(item, isInstant ? "visa" : "bankTransfer_IBAN") }
  })
}

export function classicItem(item: Readonly<Record<string, string>>, method: string): string {
  const { value = "", currency = "", ...fields } = item
  const signature = signAdyen(Object.values(item).join(":"))
  return JSON.stringify({
    NotificationRequestItem: {
      additionalData: { hmacSignature: signature, fundingSource: "DEBIT" },
      amount: { currency, value: Number(value) },
      ...fields,
      eventDate: "2026-03-05T09:14:07+02:00",
      paymentMethod: method,
      reason: "Not today",
    },
  })
}

function messageOf(source: SourceName, items: readonly ClassicItem[]): DrawnWebhook {
  return {
    kind: "facts",
    source,
    tellings: items.map(({ telling }) => telling),
    body: classicMessage(items.map(({ text }) => text)),
  }
}

export function classicMessage(items: readonly string[]): string {
  return `{"live":"false","notificationItems":[${items.join(",")}]}`
}

type TransferWord = keyof typeof ADYEN_TRANSFER_MEANINGS

const TRANSFER_STORIES: readonly [readonly TransferWord[], ...(readonly TransferWord[])[]] = [
  ["received", "authorised", "booked"],
  ["booked"],
  ["received", "authorised", "booked", "credited"],
  ["authorised"],
  ["received", "refused"],
  ["authorised", "failed"],
  ["booked", "credited", "returned"],
  ["booked", "returned"],
  ["booked", "failed"],
]

export function drawAdyenTransfer(random: SeededRandom): readonly DrawnWebhook[] {
  const id = random.hex(16).toUpperCase()
  const subject = newSubject("payout", "adyen_transfers", { providerId: id })
  const value = random.between(10_000, 900_000)
  return random.pick(TRANSFER_STORIES).map((word, at): DrawnWebhook => {
    const [status, reason = null]: Meaning = ADYEN_TRANSFER_MEANINGS[word]
    const isFailed = word === "failed" || word === "refused"
    const failure = isFailed
      ? {
          code: "destination_invalid" as const,
          providerCode: "invalidAccount",
          providerReason: null,
        }
      : word === "returned"
        ? { code: "rejected_by_bank" as const, providerCode: null, providerReason: null }
        : null
    const wireEvent = `balancePlatform.transfer.${at === 0 ? "created" : "updated"}`
    const telling = tell(subject, {
      key: `${id} ${at + 1}`,
      wireEvent,
      fact: { status, reason, failure, order: String(at + 1).padStart(4, "0") },
      amount: `${value}.0000 IDR`,
    })
    const body = JSON.stringify({
      data: {
        amount: { currency: "IDR", value },
        balancePlatform: "LanternPlatform",
        category: "bank",
        direction: "outgoing",
        id,
        reason: isFailed ? "invalidAccount" : "approved",
        reference: `rent-${id.slice(0, 6)}`,
        sequenceNumber: at + 1,
        status: word === "credited" ? "booked" : word,
        ...(word === "credited" && { tracking: { type: "confirmation", status: "credited" } }),
        type: "bankTransfer",
        createdAt: "2026-03-05T08:00:00+07:00",
        updatedAt: `2026-03-05T08:00:0${at}+07:00`,
      },
      environment: "test",
      type: wireEvent,
    })
    return { kind: "facts", source: "adyen_transfers", tellings: [telling], body, isPlatform: true }
  })
}
