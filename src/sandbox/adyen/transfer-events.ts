import { createHash } from "node:crypto"
import { lettersOf } from "./letters.ts"
import {
  REGISTERS,
  type AccountingEvent,
  type Mutation,
  type Tracking,
  type TransferEvent,
  type TransferOrder,
  type TransferState,
  type TransferStatus,
} from "./transfer-state.ts"

/** How far each register moves, in minor units. */
export type RegisterMoves = Readonly<Partial<Record<(typeof REGISTERS)[number], bigint>>>

/** An event of the books: the balances move, or nothing but the status does. */
export function withAccounting(
  state: TransferState,
  what: {
    readonly transferId: string
    readonly status: TransferStatus
    readonly at: Date
    readonly moves: RegisterMoves
  },
): TransferState {
  const id = nextEventId(what.transferId, state)
  const { currency } = state.order.amount
  const movesBalance = what.moves.balance !== undefined
  const event: AccountingEvent = {
    type: "accounting",
    id,
    status: what.status,
    bookingDate: what.at.toISOString(),
    ...(movesBalance && { valueDate: what.at.toISOString(), transactionId: id + currency }),
    mutations: mutationsOf(currency, what.moves),
  }
  return { ...state, events: [...state.events, event], eventId: id }
}

/** A tracking event, last of all or `before` that of a status: it happened first, and is told later. */
export function withTracking(
  state: TransferState,
  what: {
    readonly transferId: string
    readonly tracking: Tracking
    readonly at: Date
    readonly before?: TransferStatus
  },
): TransferState {
  const id = nextEventId(what.transferId, state)
  const event: TransferEvent = {
    type: "tracking",
    id,
    updateDate: what.at.toISOString(),
    trackingData: what.tracking,
  }
  const place = state.events.findIndex(
    (other) => other.type === "accounting" && other.status === what.before,
  )
  const events = place < 0 ? [...state.events, event] : state.events.toSpliced(place, 0, event)
  return { ...state, events, eventId: id, tracking: what.tracking }
}

/** The sum of all mutations, of the registers that were ever named. */
export function balancesOf(events: readonly TransferEvent[], currency: string): Mutation {
  const sums = new Map<string, bigint>()
  for (const event of events) {
    if (event.type !== "accounting") continue
    for (const mutation of event.mutations) {
      for (const register of REGISTERS) {
        const moved = mutation[register]
        if (moved === undefined) continue
        sums.set(register, (sums.get(register) ?? 0n) + BigInt(moved))
      }
    }
  }
  return { ...Object.fromEntries([...sums].map(([name, sum]) => [name, String(sum)])), currency }
}

/** What gives back everything that the events have taken, register by register. */
export function undoing({ events, order }: TransferState): RegisterMoves {
  const { currency: _, ...sums } = balancesOf(events, order.amount.currency)
  const left = Object.entries(sums).filter(([, sum]) => sum !== "0")
  return Object.fromEntries(left.map(([register, sum]) => [register, -BigInt(sum)]))
}

/** When it was authorised; a card's network accepts at that moment. */
export function authorisedAt({ events }: { readonly events: readonly TransferEvent[] }): Date {
  const event = events.find((each) => each.type === "accounting" && each.status === "authorised")
  if (event?.type !== "accounting") throw new Error("the transfer was never authorised")
  return new Date(event.bookingDate)
}

/** In units of the currency's minor part. */
export function valueOf(order: TransferOrder): bigint {
  return BigInt(order.amount.value)
}

function mutationsOf(currency: string, moves: RegisterMoves): readonly Mutation[] {
  const named = REGISTERS.flatMap((register) => {
    const by = moves[register]
    return by === undefined ? [] : [[register, String(by)] as const]
  })
  return named.length === 0 ? [] : [{ currency, ...Object.fromEntries(named) }]
}

const EVENT_ID_PREFIX = "EVJN"
const LETTERS_AFTER_PREFIX = 26

/** The same for the same transfer and place in its story, so that it can be told again. */
function nextEventId(transferId: string, { events, sequenceNumber }: TransferState): string {
  const place = `${transferId} ${sequenceNumber} ${events.length}`
  const digest = createHash("sha256").update(place).digest()
  return EVENT_ID_PREFIX + lettersOf(digest.subarray(0, LETTERS_AFTER_PREFIX))
}
