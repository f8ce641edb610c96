import type { Thing } from "../simulator.ts"
import { wireNumber } from "../answer.ts"
import type { WorldAccount } from "../world.ts"
import { accountHolderOf } from "./balance-accounts.ts"
import { balancesOf } from "./transfer-events.ts"
import {
  REGISTERS,
  stateOf,
  type Mutation,
  type TransferEvent,
  type TransferOrder,
} from "./transfer-state.ts"
import type { WireAmount } from "./wire-amount.ts"
import { adyenTime } from "./zone-time.ts"

/**
 * `TransferData` of v4: what `GET /transfers/{id}` answers and what a webhook carries, with the whole
 * history so far. Source: Adyen OpenAPI TransferService-v4, BalancePlatformTransferNotification-v4.
 */
export function writeTransferData(
  thing: Thing,
  account: WorldAccount,
): Readonly<Record<string, unknown>> {
  const { order, events, tracking, reason, eventId, sequenceNumber, ...state } = stateOf(thing)
  const { currency } = order.amount
  return {
    ...writeOrder(order, account),
    id: thing.name,
    balances: [writeMutation(balancesOf(events, currency))],
    createdAt: adyenTime(thing.createdAt),
    creationDate: adyenTime(thing.createdAt),
    eventId,
    events: events.map(writeEvent),
    ...(state.externalReason && { externalReason: state.externalReason }),
    reason,
    sequenceNumber,
    status: thing.status,
    ...(tracking && { tracking }),
    transactionRulesResult: { allHardBlockRulesPassed: reason !== "declinedByTransactionRule" },
    updatedAt: adyenTime(thing.updatedAt),
  }
}

/** What `POST /transfers` answers: the transfer as it was received, without a history. */
export function writeNewTransfer(
  thing: Thing,
  account: WorldAccount,
): Readonly<Record<string, unknown>> {
  return {
    ...writeOrder(stateOf(thing).order, account),
    id: thing.name,
    createdAt: adyenTime(thing.createdAt),
    creationDate: adyenTime(thing.createdAt),
    reason: "pending",
    status: thing.status,
  }
}

function writeOrder(
  order: TransferOrder,
  account: WorldAccount,
): Readonly<Record<string, unknown>> {
  const { amount, balanceAccountId, priority, paymentInstrumentId, review, ...rest } = order
  const { creditedAccountId: _, ...asGiven } = rest
  return {
    ...asGiven,
    accountHolder: { id: accountHolderOf(account) },
    amount: writeAmount(amount),
    balanceAccount: { id: balanceAccountId },
    balancePlatform: account.externalId,
    ...(order.category !== "card" && {
      categoryData: { ...(priority && { priority }), type: order.category },
    }),
    direction: "outgoing",
    ...(paymentInstrumentId && { paymentInstrument: { id: paymentInstrumentId } }),
    ...(review && {
      review: {
        numberOfApprovalsRequired: review.numberOfApprovalsRequired,
        scaOnApproval: review.scaOnApproval ? "required" : "notApplicable",
      },
    }),
  }
}

function writeAmount({ currency, value }: WireAmount) {
  return { currency, value: wireNumber(value) }
}

function writeEvent(event: TransferEvent): Readonly<Record<string, unknown>> {
  if (event.type === "tracking") {
    return { ...event, updateDate: adyenTime(new Date(event.updateDate)) }
  }
  const { valueDate } = event
  return {
    ...event,
    bookingDate: adyenTime(new Date(event.bookingDate)),
    mutations: event.mutations.map(writeMutation),
    ...(valueDate && { valueDate: adyenTime(new Date(valueDate)) }),
  }
}

function writeMutation(mutation: Mutation): Readonly<Record<string, unknown>> {
  const registers = REGISTERS.flatMap((register) => {
    const sum = mutation[register]
    return sum === undefined ? [] : [[register, wireNumber(sum)] as const]
  })
  return { currency: mutation.currency, ...Object.fromEntries(registers) }
}
