import { createHash } from "node:crypto"

import type { PaidoutEvent } from "../src/payout/event.ts"
import { findProvider } from "../src/providers/index.ts"
import type { EncodedWebhook, Provider, SourceSecrets } from "../src/providers/provider.ts"

/** A source of the filled database, and how many of a thousand payouts are its. */
export interface FillSource {
  readonly name: string
  readonly merchant: "first" | "second" | "third"
  readonly provider: "pivot" | "xendit" | "adyen"
}

/** The course of a payout, told by these samples one after another. */
export interface FillCourse {
  readonly source: string
  readonly steps: readonly { readonly sample: string; readonly afterMinutes: number }[]
  /** Of 100,000 payouts so many go this way; 0: only those that `place` asks for. */
  readonly share: number
  /** `under_way`: the newest ones; `old`: a few of the first quarter, and none since. */
  readonly place?: "under_way" | "old"
}

export const FILL_SOURCES: readonly FillSource[] = [
  { name: "xendit", merchant: "first", provider: "xendit" },
  { name: "pivot", merchant: "first", provider: "pivot" },
  { name: "adyen", merchant: "first", provider: "adyen" },
  { name: "given up", merchant: "first", provider: "xendit" },
  { name: "second", merchant: "second", provider: "xendit" },
  { name: "third", merchant: "third", provider: "pivot" },
]

const day = 24 * 60
const step = (sample: string, afterMinutes = 0) => ({ sample, afterMinutes })

/** 95 % paid, 3 % failed, 1 % reversed, 1 % cancelled; 90 % of them the first merchant's. */
export const FILL_COURSES: readonly FillCourse[] = [
  { source: "xendit", share: 39_200, steps: [step("payout.succeeded")] },
  { source: "xendit", share: 19_000, steps: [step("v3_payout.succeeded")] },
  { source: "xendit", share: 1_700, steps: [step("payout.failed")] },
  {
    ...{ source: "xendit", share: 600 },
    steps: [step("payout.succeeded"), step("payout.reversed", 3 * day)],
  },
  { source: "pivot", share: 21_400, steps: [step("payout.success")] },
  {
    ...{ source: "pivot", share: 3_000 },
    steps: [step("payout.delayed"), step("payout.success", 90)],
  },
  { source: "pivot", share: 800, steps: [step("payout.failed")] },
  {
    ...{ source: "adyen", share: 2_900 },
    steps: [step("transfer.received"), step("transfer.booked", 5), step("transfer.credited", day)],
  },
  {
    ...{ source: "adyen", share: 400 },
    steps: [step("transfer.received"), step("transfer.returned", 4 * day)],
  },
  {
    ...{ source: "adyen", share: 1_000 },
    steps: [step("payout.thirdparty"), step("payout.decline", 60)],
  },
  { source: "second", share: 5_700, steps: [step("payout.succeeded")] },
  { source: "second", share: 300, steps: [step("payout.failed")] },
  { source: "third", share: 3_800, steps: [step("payout.success")] },
  { source: "third", share: 200, steps: [step("payout.failed")] },
  { source: "given up", share: 0, place: "old", steps: [step("payout.succeeded")] },
  { source: "xendit", share: 0, place: "under_way", steps: [step("v3_payout.pending_compliance")] },
  { source: "pivot", share: 0, place: "under_way", steps: [step("payout.delayed")] },
  { source: "adyen", share: 0, place: "under_way", steps: [step("payout.thirdparty")] },
]

export const FILL_SECRETS: Readonly<Record<FillSource["provider"], SourceSecrets>> = {
  pivot: { callback_api_key: ["bench-callback-key"] },
  xendit: { callback_token: ["bench-callback-token"] },
  adyen: { hmac_key: [createHash("sha256").update("bench").digest("hex").toUpperCase()] },
}

export interface FillWebhook extends EncodedWebhook {
  /** The idempotency keys of what it says. */
  readonly keys: readonly string[]
}

/** 16 characters that stand in every name of a course's payout, to be replaced in its copies. */
export function markerOf(course: number): string {
  return `TEMPLATE${String(course).padStart(4, "0")}XXXX`
}

/** The webhook of one step of a course, about a payout whose names hold the marker. */
export function webhookOf(
  course: { readonly provider: FillSource["provider"]; readonly marker: string },
  at: { readonly sample: string; readonly step: number },
): FillWebhook {
  const provider = findProvider(course.provider)
  const sample = provider?.samples[at.sample]?.()
  if (provider === undefined || sample?.subject !== "payout") {
    throw new Error(`no sample ${at.sample} of ${course.provider}`)
  }
  const event: PaidoutEvent = {
    ...sample,
    ...namesOf(course),
    aliases: sample.aliases.map(() => `${course.marker}${at.step}`),
    // All steps tell one amount.
    amount: { amount: 2_500_000_000n, currency: sample.amount?.currency ?? "IDR" },
  }
  return encode(provider, event, FILL_SECRETS[course.provider])
}

function namesOf({ provider, marker }: { provider: FillSource["provider"]; marker: string }) {
  const reference = `payroll-${marker}`
  switch (provider) {
    case "pivot":
      return { providerId: `${marker}-4127-a3c4-fe30082ab541:${reference}`, reference }
    case "xendit":
      return { providerId: `disb-${marker}-4e50-b3b2-7c8c4a1f2d`, reference }
    case "adyen":
      return { providerId: marker, reference }
  }
}

function encode(provider: Provider, event: PaidoutEvent, secrets: SourceSecrets): FillWebhook {
  const encoded = provider.encode(event, secrets, { sentAt: new Date().toISOString() })
  if (encoded === null) throw new Error(`${provider.name} has no words for ${event.wireEvent}`)
  const headers = Object.entries(encoded.headers).map(([name, value]) => [name, [value]])
  const decoded = provider.decode({ headers: Object.fromEntries(headers), body: encoded.body })
  if (decoded.outcome !== "events") throw new Error(JSON.stringify(decoded))
  return { ...encoded, keys: decoded.events.map((each) => `webhook:${each.subject}:${each.key}`) }
}
