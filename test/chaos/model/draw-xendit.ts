import type { SeededRandom } from "../seeded-random.ts"
import { newSubject, tell, type SourceName, type Telling } from "./story.ts"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import { XENDIT_FAILURES, XENDIT_MEANINGS, type Meaning } from "./wire-meanings.ts"

type Word = keyof typeof XENDIT_MEANINGS

export const XENDIT_BUSINESS = "6a7e0ac4cfc187c11116173a"

const ENDINGS: readonly [readonly Word[], ...(readonly Word[])[]] = [
  ["SUCCEEDED"],
  ["SUCCEEDED"],
  ["SUCCEEDED"],
  ["SUCCEEDED"],
  ["FAILED"],
  ["REJECTED"],
  ["CANCELLED"],
  ["EXPIRED"],
  ["SUCCEEDED", "REVERSED"],
  ["REVERSED"],
  // Contradictions: the provider says two final things.
  ["SUCCEEDED", "FAILED"],
  ["FAILED", "CANCELLED"],
  ["CANCELLED", "SUCCEEDED", "REVERSED"],
  // Nothing more is heard of it.
  [],
]
const OPENINGS: readonly [readonly Word[], ...(readonly Word[])[]] = [
  [],
  [],
  ["ACCEPTED"],
  ["ACCEPTED", "REQUESTED"],
  ["PENDING_COMPLIANCE_REVIEW", "REQUESTED"],
  ["READY"],
  ["ROUTING"],
]
const FAILURE_CODES = Object.keys(XENDIT_FAILURES) as [keyof typeof XENDIT_FAILURES]

/** One payout of Xendit's, and what is said of it. One in two hundred names two amounts. */
export function drawXendit(random: SeededRandom, source: SourceName): readonly DrawnWebhook[] {
  const id = `disb-${random.hex(24)}`
  const subject = newSubject("payout", source, { providerId: id })
  const amount = random.between(10_000, 9_000_000)
  const words = [...random.pick(OPENINGS), ...random.pick(ENDINGS)]
  if (words.length === 0) words.push("ACCEPTED")
  const contradicts = random.chance(0.005)
  return words.map((word, step) => {
    const told = contradicts && step === words.length - 1 ? amount + 1 : amount
    return drawWord(random, { id, word, step, amount: told, subject })
  })
}

function drawWord(
  random: SeededRandom,
  of: {
    readonly id: string
    readonly word: Word
    readonly step: number
    readonly amount: number
    readonly subject: Telling["subject"]
  },
): DrawnWebhook {
  const { id, word, step, amount, subject } = of
  const [status, reason = null]: Meaning = XENDIT_MEANINGS[word]
  const wireEvent = `payout.${word.toLowerCase()}`
  const updated = `2026-08-17T04:${String(10 + step)}:${String(random.between(10, 59))}.816Z`
  const code = word === "FAILED" || word === "REVERSED" ? random.pick(FAILURE_CODES) : null
  const fails = word === "FAILED" || word === "REJECTED" || word === "REVERSED"
  const failure = !fails
    ? null
    : code === null
      ? { code: "compliance_rejected" as const, providerCode: null, providerReason: null }
      : { code: XENDIT_FAILURES[code], providerCode: code, providerReason: null }
  tell(subject, {
    key: `${id} ${word}`,
    wireEvent,
    fact: { status, reason, failure, order: updated },
    amount: `${amount}.0000 IDR`,
  })
  const body =
    `{"created":"${updated}","business_id":"${XENDIT_BUSINESS}","event":"${wireEvent}","data":{` +
    `"id":"${id}","amount":${amount},"status":"${word}","created":"2026-08-17T04:03:38.428Z",` +
    `"updated":"${updated}","currency":"IDR","description":"Chaos payout",` +
    `"channel_code":"ID_BCA","reference_id":"ref-${id.slice(5, 17)}",` +
    `"account_number":"000000000099","account_holder_name":"Michael Chen",` +
    (code === null ? "" : `"failure_code":"${code}",`) +
    `"channel_category":"BANK"},"api_version":"v2"}`
  return { kind: "facts", source: subject.source, tellings: subject.tellings.slice(-1), body }
}
