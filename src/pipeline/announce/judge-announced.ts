import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { Replacement } from "../../ledger/find-replacements.ts"
import type { PayoutState } from "../../payout/apply-payout.ts"
import { moneyToWire, sameMoney, type Money } from "../../payout/money.ts"
import type { PayoutStatus } from "../../payout/status.ts"
import { conflict, type AnnouncedPayout } from "./match-announcements.ts"
import { invalidAnnouncement, type CheckedAnnouncement } from "./read-announcement.ts"

/** What the ledger knows of the payouts that a call names. */
export interface KnownPayouts {
  readonly states: ReadonlyMap<string, PayoutState>
  /** By the payout that they replace. */
  readonly replacements: ReadonlyMap<string | null, readonly Replacement[]>
}

/** Only money that is not on its way to the recipient may be sent again. */
const ENDED_UNPAID: ReadonlySet<PayoutStatus> = new Set(["failed", "cancelled", "reversed"])

/**
 * Does an announcement say what is known of its payout? Amount, currency and reference of a payout
 * never change.
 * @throws PaidoutError announcement_conflict
 */
export function judgeAnnounced(
  announcement: CheckedAnnouncement,
  { first, subjectId, isFound }: AnnouncedPayout,
  { states }: KnownPayouts,
): void {
  const state = isFound && subjectId !== undefined ? states.get(subjectId) : undefined
  const detail =
    state === undefined ? { other_index: first.index } : { payout_id: idText("payout", state.id) }
  const refuse = (field: string, what: string, known: object) =>
    conflict(announcement, field, what, { ...detail, ...known })
  for (const known of [state?.amount, first.amount]) {
    if (known === null || known === undefined || sameMoney(known, announcement.amount)) continue
    throw refuse("amount", `The payout of this name has another amount: ${moneyText(known)}.`, {
      amount: moneyToWire(known),
    })
  }
  for (const known of [state?.reference, first.reference]) {
    const { reference } = announcement
    if (known === null || known === undefined || reference === null || known === reference) continue
    throw refuse("reference", `The payout of this provider_id has another reference: ${known}.`, {})
  }
  for (const known of [state?.replaces, first.replaces]) {
    const { replaces } = announcement
    if (known === null || known === undefined || replaces === null || known === replaces) continue
    const replaced = idText("payout", known)
    throw refuse("replaces", `This payout replaces another one: ${replaced}.`, {
      replaces: replaced,
    })
  }
}

/**
 * May these payouts stand in the place of those that they name? One that was told so before may.
 * @throws PaidoutError replaces_refused, announcement_invalid
 */
export function judgeReplaces(
  payouts: readonly AnnouncedPayout[],
  announcements: readonly CheckedAnnouncement[],
  known: KnownPayouts,
): void {
  const inCall = new Set(payouts.flatMap(({ subjectId }) => subjectId ?? []))
  const takenBy = new Map<string, AnnouncedPayout>()
  for (const [place, announcement] of announcements.entries()) {
    const { replaces, index } = announcement
    const payout = payouts[place]
    if (replaces === null || payout === undefined) continue
    const state = payout.subjectId === undefined ? undefined : known.states.get(payout.subjectId)
    const other = takenBy.get(replaces)
    if (other === payout || state?.replaces === replaces) continue
    const refuse = (what: string, detail: object) => {
      const message = `payouts[${index}]: ${what}`
      const names = { index, field: "replaces", payout_id: idText("payout", replaces) }
      return new PaidoutError("replaces_refused", message, { detail: { ...names, ...detail } })
    }
    if (other !== undefined) {
      const detail = { other_index: other.first.index }
      throw refuse("This call announces two payouts in the place of one.", detail)
    }
    if (inCall.has(replaces)) throw refuse("This call announces that payout as well.", {})
    const replaced = known.states.get(replaces)
    if (replaced === undefined) {
      const id = idText("payout", replaces)
      throw invalidAnnouncement(index, "replaces", `You have no payout ${id}.`)
    }
    if (!ENDED_UNPAID.has(replaced.status)) {
      const { status } = replaced
      const what = `It is ${status}: only a payout that is failed, cancelled or reversed is paid again.`
      throw refuse(what, { status })
    }
    const { live } = announcement.source
    if (live !== null && live !== replaced.live) {
      throw refuse("One of the two is a test and the other is real.", {})
    }
    const rival = known.replacements.get(replaces)?.find(({ status }) => !ENDED_UNPAID.has(status))
    if (rival !== undefined) {
      const detail = { replaced_by: idText("payout", rival.id), status: rival.status }
      throw refuse(`It was paid again already, and that one is ${rival.status}.`, detail)
    }
    if (state !== undefined && known.replacements.has(state.id)) {
      throw refuse("This payout was replaced itself: say so of the one in its place.", {})
    }
    takenBy.set(replaces, payout)
  }
}

function moneyText(money: Money): string {
  const { value, currency } = moneyToWire(money)
  return `${value} ${currency}`
}
