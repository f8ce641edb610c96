import type { BatchCounter, BatchCounters, PaymentCharge } from "../payout/event.ts"
import type { HistoryDetail } from "../payout/history.ts"
import { amountFromDecimal, decimalFromAmount } from "../payout/money.ts"
import { moneyFromColumns } from "./payout-row.ts"

/** Amounts are text here, since a JSON number would pass through a float. */
export interface HistoryDetailJson {
  readonly counters?: {
    readonly currency: string
    readonly pending: CounterJson
    readonly success: CounterJson
    readonly failed: CounterJson
    readonly cancelled: CounterJson
  }
  readonly paid_charge?: {
    readonly provider_id: string
    readonly status: string
    readonly amount: string | null
    readonly currency: string | null
    readonly paid_at: string | null
  }
  readonly aliases?: readonly string[]
}

interface CounterJson {
  readonly count: number
  readonly amount: string
}

const AMOUNT_DECIMALS = 4

export function historyDetailJson(detail: HistoryDetail): HistoryDetailJson {
  const { counters, paidCharge, aliases } = detail
  return {
    ...(aliases !== undefined && { aliases }),
    ...(counters !== undefined && {
      counters: {
        currency: counters.currency,
        pending: counterJson(counters.pending),
        success: counterJson(counters.success),
        failed: counterJson(counters.failed),
        cancelled: counterJson(counters.cancelled),
      },
    }),
    ...(paidCharge !== undefined && {
      paid_charge: {
        provider_id: paidCharge.providerId,
        status: paidCharge.status,
        amount: paidCharge.amount && decimalFromAmount(paidCharge.amount.amount, AMOUNT_DECIMALS),
        currency: paidCharge.amount?.currency ?? null,
        paid_at: paidCharge.paidAt,
      },
    }),
  }
}

export function countersOf({ counters }: HistoryDetailJson): BatchCounters | undefined {
  return (
    counters && {
      currency: counters.currency,
      pending: counterOf(counters.pending),
      success: counterOf(counters.success),
      failed: counterOf(counters.failed),
      cancelled: counterOf(counters.cancelled),
    }
  )
}

export function paidChargeOf({ paid_charge: told }: HistoryDetailJson): PaymentCharge | undefined {
  return (
    told && {
      providerId: told.provider_id,
      status: told.status,
      amount: moneyFromColumns(told.amount, told.currency),
      paidAt: told.paid_at,
    }
  )
}

function counterJson({ count, amount }: BatchCounter): CounterJson {
  return { count, amount: decimalFromAmount(amount, AMOUNT_DECIMALS) }
}

function counterOf({ count, amount }: CounterJson): BatchCounter {
  return { count, amount: amountFromDecimal(amount, AMOUNT_DECIMALS) ?? 0n }
}
