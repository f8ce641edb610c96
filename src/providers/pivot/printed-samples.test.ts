import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { decode } from "./decode.ts"

/** The vendor's pages, which stand beside the project where it is built and not in it. */
const SEEDS = new URL("../../../../shared/seeds/", import.meta.url)
const FACTS = new URL("../../../../shared/facts/pivot.md", import.meta.url)

/** What each printed body must come out as, by the name of its event. */
const MEANINGS: Readonly<Record<string, object>> = {
  "PAYOUT.DONE": {
    outcome: "events",
    events: [
      {
        subject: "batch",
        providerId: "d6a46a2c-1b26-40c5-9ca3-e063e69635a0",
        account: "922e39ab-7565-49f6-b84f-fb56122821ae",
        status: "done",
        counters: {
          currency: "IDR",
          pending: { count: 0, amount: 0n },
          success: { count: 1, amount: 1_000_000_000n },
          failed: { count: 0, amount: 0n },
          cancelled: { count: 0, amount: 0n },
        },
      },
    ],
  },
  "PAYOUT.SUCCESS": {
    outcome: "events",
    events: [
      {
        subject: "payout",
        key: "payout:d6a46a2c-1b26-40c5-9ca3-e063e69635a0:TestReforzaPivot001:SUCCESS",
        providerId: "d6a46a2c-1b26-40c5-9ca3-e063e69635a0:TestReforzaPivot001",
        reference: "TestReforzaPivot001",
        status: "paid",
        amount: { amount: 1_000_000_000n, currency: "IDR" },
      },
    ],
  },
  "PAYMENT.PAID": {
    outcome: "events",
    events: [
      {
        subject: "payment",
        providerId: "bca0b57a-391e-4f6f-bfef-8cd37492ee5b",
        reference: "1750758552",
        status: "paid",
        amount: { amount: 100_010_000n, currency: "IDR" },
        order: "2025-06-24T09:56:40.020Z",
        createdAt: "2025-06-24T09:49:13.000Z",
        charges: [{ status: "SUCCESS", paidAt: "2025-06-24T09:56:39.000Z" }],
        metadata: { invoiceNo: "INV001" },
      },
    ],
  },
  "MERCHANT-TOP-UP.SUCCESS": { outcome: "ignored" },
  "WITHDRAW.SUCCESS": { outcome: "ignored" },
  "REFUND.SUCCESS": { outcome: "ignored" },
  "SUB.ACTIVATION.APPROVED": { outcome: "ignored" },
}

/** Every fenced JSON body with an `event`, byte for byte as printed. */
function printedCallbacks(page: string): { readonly event: string; readonly body: string }[] {
  return [...page.matchAll(/```json\n(.*?)```/gs)]
    .map((match) => match[1] ?? "")
    .map((body) => ({ event: /^\s*\{\s*"event":\s*"([^"]+)"/.exec(body)?.[1] ?? "", body }))
    .filter(({ event }) => event !== "")
}

function expectMeaning({ event, body }: { readonly event: string; readonly body: string }): void {
  expect(MEANINGS).toHaveProperty([event])
  expect(decode({ headers: {}, body: Buffer.from(body) })).toMatchObject(MEANINGS[event] ?? {})
}

describe.skipIf(!existsSync(SEEDS))("the payout callback page", () => {
  const pages = existsSync(SEEDS) ? readdirSync(SEEDS) : []
  const printed = pages
    .map((name) => readFileSync(new URL(name, SEEDS), "utf8"))
    .filter((page) => page.startsWith("# Payout Callback"))
    .flatMap(printedCallbacks)

  test("prints one bulk and one single body", () => {
    expect(printed.map(({ event }) => event)).toEqual(["PAYOUT.DONE", "PAYOUT.SUCCESS"])
  })

  test.each(printed)("$event is understood as printed", expectMeaning)
})

describe.skipIf(!existsSync(FACTS))("the other pages", () => {
  const printed = existsSync(FACTS) ? printedCallbacks(readFileSync(FACTS, "utf8")) : []

  test("print every callback that has a meaning here", () => {
    expect(new Set(printed.map(({ event }) => event))).toEqual(new Set(Object.keys(MEANINGS)))
  })

  test.each(printed)("$event is understood as printed", expectMeaning)
})

describe.skipIf(!existsSync(SEEDS))("the event tables", () => {
  const pages = existsSync(SEEDS)
    ? readdirSync(SEEDS).map((name) => readFileSync(new URL(name, SEEDS), "utf8"))
    : []
  const named = new Set(
    pages.flatMap((page) => page.match(/\b(?:PAYOUT|PAYMENT|CHARGE)\.[A-Z]+\b/g) ?? []),
  )

  test("name nine events and more", () => {
    expect(named.size).toBeGreaterThanOrEqual(9)
  })

  test.each([...named])("%s is an event that is known", (event) => {
    const decoded = decode({ headers: {}, body: Buffer.from(JSON.stringify({ event, data: {} })) })
    expect(decoded).toMatchObject({ outcome: "unrecognised", reason: "field_missing" })
  })
})
