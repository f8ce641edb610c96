import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { recordTransfer } from "./record-transfer.ts"
import { undoing, withAccounting } from "./transfer-events.ts"
import { stateOf, type ExternalReason, type TransferState } from "./transfer-state.ts"
import { moneyOf } from "./wire-amount.ts"

export interface TransferEnd {
  readonly status: "failed" | "refused" | "returned" | "cancelled"
  readonly reason: string
}

/**
 * Ends a transfer without the money having arrived: what was taken goes back, and a webhook tells.
 * Null: a balance account that it went to has spent it, and nothing is done.
 */
export async function endTransfer(
  thing: Thing,
  world: World,
  end: TransferEnd,
): Promise<Thing | null> {
  const { order } = stateOf(thing)
  const { amount, currency } = moneyOf(order.amount)
  if (thing.status === "booked" && order.creditedAccountId !== undefined) {
    if (!(await world.move(order.creditedAccountId, currency, -amount))) return null
  }
  if (thing.status === "authorised" || thing.status === "booked") {
    await world.move(order.balanceAccountId, currency, amount)
  }
  return recordTransfer(thing, world, {
    status: end.status,
    state: endedState(thing, world, end),
  })
}

/** What it looks like then: all registers at 0, and nothing more to come. */
export function endedState(thing: Thing, world: World, end: TransferEnd): TransferState {
  const state = stateOf(thing)
  const accounted = withAccounting(state, {
    transferId: thing.name,
    status: end.status,
    at: world.now,
    moves: undoing(state),
  })
  return {
    ...accounted,
    reason: end.reason,
    ...(isByBank(end) && { externalReason: externalReasonFor(end.reason) }),
    course: [],
  }
}

/** One that was asked back (`approved`) has no bank's reason. */
function isByBank({ status, reason }: TransferEnd): boolean {
  return status === "returned" && reason !== "approved"
}

/** Recorded with a returned transfer: MS03. The others are the codes of ISO 20022 for the reason. */
function externalReasonFor(reason: string): ExternalReason {
  const [code, description] = BANK_CODES[reason] ?? NOT_SPECIFIED
  return { code, description, namespace: "ISO20022_ExternalStatusReason" }
}

const NOT_SPECIFIED = ["MS03", "Reason not specified"] as const

const BANK_CODES: Readonly<Record<string, readonly [code: string, description: string]>> = {
  counterpartyAccountNotFound: ["AC01", "Incorrect account number"],
  counterpartyAccountClosed: ["AC04", "Closed account number"],
  counterpartyAccountBlocked: ["AC06", "Blocked account"],
}
