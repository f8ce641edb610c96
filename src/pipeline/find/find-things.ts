import { findDelivery } from "../../delivery/find-delivery.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { findResend } from "../../delivery/find-resend.ts"
import { idUuid, type IdKind } from "../../ids.ts"
import { findMessage } from "../../inbox/find-message.ts"
import { findAttentionItem } from "../../ledger/find-attention-item.ts"
import { findEventSubject } from "../../ledger/find-event-subject.ts"
import { findLedgerThings, type LedgerThing } from "../../ledger/find-ledger-things.ts"
import { findNamedThings } from "../../ledger/find-named-things.ts"
import { findSourceNames } from "../../merchants/find-source-names.ts"
import { decimalFromAmount, isoExponent } from "../../payout/money.ts"
import type { Queryable } from "../../postgres/pool.ts"

/** What a person looks for by pasting it. Ids are UUIDs. */
export interface FoundThing {
  readonly kind: FoundKind
  readonly id: string
  /** What people call it. */
  readonly title: string
  readonly detail: string
}

export const FOUND_KINDS = [
  "payout",
  "batch",
  "payment",
  "attention",
  "message",
  "delivery",
  "resend",
  "source",
  "endpoint",
] as const
export type FoundKind = (typeof FOUND_KINDS)[number]

export const foundMax = 10

/**
 * What of the merchant's has this id, or is called exactly so by a provider or in a reference. A
 * `webhook-id` finds what it told of. Probes by index: nothing is searched through.
 */
export async function findThings(
  queryable: Queryable,
  wanted: { readonly merchantId: string; readonly text: string },
): Promise<readonly FoundThing[]> {
  const { merchantId, text } = wanted
  for (const [kind, find] of Object.entries(BY_ID)) {
    const id = idUuid(kind as IdKind, text)
    const things = id === undefined ? [] : await find(queryable, { merchantId, id })
    if (things.length > 0) return things
  }
  const ids = await findNamedThings(queryable, { merchantId, name: text, limit: foundMax })
  return ledgerThings(queryable, { merchantId, ids })
}

type Find = (
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
) => Promise<readonly FoundThing[]>

const ledgerThing: Find = (queryable, { merchantId, id }) =>
  ledgerThings(queryable, { merchantId, ids: [id] })

/** By the kind that the prefix of an id tells; what has no page of its own finds none. */
const BY_ID = {
  payout: ledgerThing,
  batch: ledgerThing,
  payment: ledgerThing,
  event: async (queryable, key) => {
    const id = await findEventSubject(queryable, key)
    return id === undefined ? [] : ledgerThing(queryable, { ...key, id })
  },
  attention: async (queryable, key) => {
    const item = await findAttentionItem(queryable, key)
    return one(item, ({ id, kind, advice }) => ({
      ...{ kind: "attention", id },
      ...{ title: kind, detail: advice },
    }))
  },
  message: async (queryable, key) =>
    one(await findMessage(queryable, key), ({ id, wireEvent, state }) => ({
      ...{ kind: "message", id },
      ...{ title: wireEvent ?? state, detail: state },
    })),
  delivery: async (queryable, key) =>
    one(await findDelivery(queryable, key), ({ id, type, state }) => ({
      ...{ kind: "delivery", id },
      ...{ title: type, detail: state },
    })),
  resend: async (queryable, key) =>
    one(await findResend(queryable, key), ({ id, state }) => ({
      ...{ kind: "resend", id },
      ...{ title: state, detail: "" },
    })),
  source: async (queryable, { merchantId, id }) => {
    const names = await findSourceNames(queryable, { merchantId, ids: [id] })
    return one(names.get(id), (title) => ({ kind: "source", id, title, detail: "" }))
  },
  endpoint: async (queryable, key) =>
    one(await findEndpoint(queryable, key), ({ id, url, dialect, state }) => ({
      ...{ kind: "endpoint", id },
      ...{ title: url, detail: detailOf(dialect, state) },
    })),
} as const satisfies Partial<Record<IdKind, Find>>

function one<Thing>(
  thing: Thing | undefined,
  view: (thing: Thing) => FoundThing,
): readonly FoundThing[] {
  return thing === undefined ? [] : [view(thing)]
}

async function ledgerThings(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<readonly FoundThing[]> {
  const things = await findLedgerThings(queryable, key)
  return key.ids.flatMap((id) => one(things.get(id), foundThing))
}

function foundThing(thing: LedgerThing): FoundThing {
  const { subject, id, reference, providerId, provider, status, amount } = thing
  const money =
    amount === null
      ? null
      : `${amount.currency} ${decimalFromAmount(amount.amount, isoExponent(amount.currency))}`
  return {
    ...{ kind: subject, id },
    title: reference ?? providerId ?? subject,
    detail: detailOf(provider, status, money),
  }
}

function detailOf(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(" · ")
}
