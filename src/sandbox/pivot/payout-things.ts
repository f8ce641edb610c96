import { amountFromDecimal } from "../../payout/money.ts"
import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import type { Plan } from "./plans.ts"

/** A request of 1 to 1,000 payouts is a `batch`, each payout of it a `payout` with it as parent. */

/** Pivot's words; `CANCELLED` and `DELAYED` as its callback events imply them. */
export type BatchWord = "IN_PROGRESS" | "PENDING" | "DELAYED" | "DONE" | "CANCELLED"

/** `APPROVED` until the bank has it: "current state always APPROVED in Open API". */
export type PayoutWord = "APPROVED" | "PENDING" | "DELAYED" | "SUCCESS" | "FAILED" | "CANCELLED"

export type BatchState = {
  readonly items: number
  /** Whole rupiah. */
  readonly total: string
  /** Taken from the fee balance for each payout when it was sent; whole rupiah. */
  readonly fee: string
  /** The next sending finds no balance, whatever there is: sandbox number …07. */
  readonly forcedShort: boolean
  /** When the money was taken and the bank asked; ISO 8601. */
  readonly sentAt: string | null
}

export type PayoutState = {
  /** Whole rupiah. */
  readonly amount: string
  readonly currency: string
  readonly inquiryId: string
  readonly channelCode: string
  readonly accountNumber: string
  readonly accountName: string
  readonly description: string
  readonly reason: string
  readonly plan: Plan
  /** When the bank has its next word on it; ISO 8601. */
  readonly answersAt: string | null
  /** When it is told as failed although it succeeded. */
  readonly contradictedAt: string | null
}

export const BATCH = "batch"
export const PAYOUT = "payout"
export const CURRENCY = "IDR"
export const PAYOUTS_MAX = 1_000

export function batchState(batch: Thing): BatchState {
  return batch.state as BatchState
}

export function payoutState(payout: Thing): PayoutState {
  return payout.state as PayoutState
}

/** Only together are request and reference unique, as the callbacks have it. */
export function payoutName(uuid: string, referenceId: string): string {
  return `${uuid}:${referenceId}`
}

/** Units of 1/10,000 of whole rupiah. */
export function unitsOf(wholeRupiah: string): bigint {
  return amountFromDecimal(wholeRupiah, 0) ?? 0n
}

export async function listPayouts(world: World, batch: Thing): Promise<readonly Thing[]> {
  const { things } = await world.list({ kind: PAYOUT, parent: batch.name, limit: PAYOUTS_MAX })
  return things
}
