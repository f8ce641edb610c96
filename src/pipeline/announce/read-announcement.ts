import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import type { PayoutDetails } from "../../payout/event.ts"
import { amountFromDecimal, isCurrencyCode, isoExponent, type Money } from "../../payout/money.ts"
import { findProvider } from "../../providers/index.ts"

/** A payout as the merchant announces it. Ids are UUIDs, times RFC 3339 UTC. */
export interface Announcement {
  readonly sourceId: string
  readonly providerId: string | null
  readonly reference: string | null
  readonly batchProviderId: string | null
  /** In main units, as text: `275000`, `12.50`. */
  readonly amount: { readonly value: string; readonly currency: string }
  readonly details: PayoutDetails
  readonly replaces: string | null
}

/** One that can be held against the ledger. */
export interface CheckedAnnouncement extends Omit<Announcement, "amount"> {
  /** Its place in the call, from 0. */
  readonly index: number
  readonly source: Source
  readonly amount: Money
}

const metadataBytesMax = 8 * 1024
/** Who writes or reads it goes into it level by level. */
const metadataLevelsMax = 32

/**
 * Is it a payout that this source can have? Pure.
 * @throws PaidoutError announcement_invalid, with the index, the field and what to send instead
 */
export function readAnnouncement(
  given: Announcement,
  index: number,
  sources: ReadonlyMap<string, Source>,
): CheckedAnnouncement {
  const refuse = (field: string, what: string) => invalidAnnouncement(index, field, what)
  const source = sources.get(given.sourceId)
  const sourceId = idText("source", given.sourceId)
  if (source === undefined) {
    throw refuse("source_id", `You have no source ${sourceId}: take an id of GET /v1/sources.`)
  }
  if (source.disabledAt !== null) {
    throw refuse("source_id", `${sourceId} is disabled, so it would hear nothing: enable it first.`)
  }
  if (given.providerId === null && given.reference === null) {
    throw refuse("provider_id", "Send provider_id, reference or both: what else would find it?")
  }
  const names = findProvider(source.provider)?.announcedNames?.(given) ?? given
  if ("fault" in names) throw refuse(names.field, names.fault)
  const { metadata } = given.details
  if (isDeeper(metadata, metadataLevelsMax)) {
    throw refuse("metadata", `It takes at most ${metadataLevelsMax} levels of nesting.`)
  }
  if (metadata !== undefined && Buffer.byteLength(JSON.stringify(metadata)) > metadataBytesMax) {
    throw refuse("metadata", `It takes at most ${metadataBytesMax} bytes of JSON.`)
  }
  if (isUnstorable(given)) throw refuse("", "A text holds a NUL or half a character: leave it out.")
  const { providerId, reference, batchProviderId } = names
  const amount = readAmount(given.amount, refuse)
  return { ...given, providerId, reference, batchProviderId, amount, index, source }
}

export function invalidAnnouncement(index: number, field: string, what: string): PaidoutError {
  return new PaidoutError("announcement_invalid", `payouts[${index}]: ${what}`, {
    detail: { index, field },
  })
}

function readAmount(
  { value, currency }: Announcement["amount"],
  refuse: (field: string, what: string) => PaidoutError,
): Money {
  if (!isCurrencyCode(currency)) {
    throw refuse("amount.currency", "Send the three capital letters of ISO 4217, like IDR.")
  }
  const decimals = isoExponent(currency)
  const amount = amountFromDecimal(value, decimals)
  if (amount === undefined || amount === 0n) {
    const example = decimals === 0 ? "500" : `500.${"0".repeat(decimals)}`
    throw refuse(
      "amount.value",
      `Send main units of ${currency}, more than 0 and with at most ${decimals} decimals: "${example}".`,
    )
  }
  return { amount, currency }
}

/** Level by level, not by recursion: whoever calls it may not have bounded them. */
function isDeeper(value: unknown, levelsMax: number): boolean {
  let level = 0
  let inner: readonly unknown[] = [value]
  for (;;) {
    const nested = inner.filter((each) => typeof each === "object" && each !== null)
    if (nested.length === 0) return false
    if (level === levelsMax) return true
    level += 1
    inner = nested.flatMap((each) => Object.values(each))
  }
}

/** What JSON can escape and the database cannot hold. */
function isUnstorable(given: Announcement): boolean {
  return /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(JSON.stringify(given))
}
