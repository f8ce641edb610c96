import { randomUUID } from "node:crypto"
import fc from "fast-check"

import { applyPayoutEvent, type PayoutState } from "../../src/payout/apply-payout.ts"
import { eventOfChange } from "../../src/payout/event-of-change.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { FAILURE_CODES } from "../../src/payout/failure.ts"
import { PAYOUT_STATUSES, REASONS, TIERS, type Tier } from "../../src/payout/status.ts"
import type {
  DialectSettings,
  News,
  ProviderDialect,
  ToldWebhook,
} from "../../src/providers/provider.ts"

/** A fact about the payout that `base` is, and who tells it. */
export interface ToldFact {
  readonly event: PayoutEvent
  readonly tier: Tier
}

/** Any facts that providers, operators and timers may tell of one payout, in any order. */
export function factsAbout(base: PayoutEvent): fc.Arbitrary<readonly ToldFact[]> {
  const places = PAYOUT_STATUSES.flatMap((status) =>
    [null, ...REASONS[status]].map((reason) => ({ status, reason })),
  )
  const failure = fc.option(
    fc.constantFrom(...FAILURE_CODES).map((code) => ({
      code,
      providerCode: null,
      providerReason: null,
    })),
  )
  const fact = fc
    .record({ place: fc.constantFrom(...places), tier: fc.constantFrom(...TIERS), failure })
    .map(({ place, tier, failure: named }): ToldFact => {
      const failed = place.status === "failed" || place.status === "reversed"
      return { tier, event: { ...base, ...place, failure: failed ? named : null } }
    })
  return fc.array(fact, { minLength: 1, maxLength: 8 })
}

export interface HeardStep {
  /** Where the payout stands after the fact. */
  readonly state: PayoutState
  readonly news: News
  /** What the endpoint was told of it. */
  readonly said: ToldWebhook | null
  /** What it was told last, this included. */
  readonly word: string | null
}

/** Tells the facts to the ledger's rules and each change to an endpoint of this dialect. */
export function tellHistory(
  dialect: ProviderDialect,
  facts: readonly ToldFact[],
  wish: { readonly form: string; readonly settings: DialectSettings },
): readonly HeardStep[] {
  const steps: HeardStep[] = []
  let state: PayoutState | undefined
  let word: string | null = null
  for (const [index, { event, tier }] of facts.entries()) {
    const at = new Date(Date.UTC(2026, 10, 21, 8, 0, index)).toISOString()
    const outcome = applyPayoutEvent(state, event, {
      identity: {
        merchantId: "merchant",
        id: "payout",
        sourceId: "source",
        provider: "any",
        batchId: null,
        live: true,
      },
      teller: {
        via: "webhook",
        tier,
        messageId: null,
        readingId: null,
        recordedAt: at,
        note: null,
      },
      eventId: randomUUID(),
      isRepeated: false,
    })
    state = outcome.state
    const { entry } = outcome
    if (entry.type === null || entry.sequence === null) continue
    const change = {
      subject: "payout",
      payout: state,
      eventId: entry.id,
      merchantId: entry.merchantId,
      type: entry.type,
      previousStatus: entry.previousStatus,
      sequence: entry.sequence,
      at,
      occurredAt: entry.occurredAt,
      wireEvent: entry.wireEvent,
      told: event,
    } as const
    const news: News = {
      event: eventOfChange(change, {
        destination: event.details.destination ?? null,
        account: wish.settings.account ?? null,
      }),
      type: entry.type,
      certainty: state.certainty,
      sequence: entry.sequence,
    }
    const said = dialect.tell(news, { ...wish, toldBefore: word, id: entry.id, at })
    word = said?.word ?? word
    steps.push({ state, news, said, word })
  }
  return steps
}
