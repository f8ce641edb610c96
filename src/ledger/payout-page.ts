import type { FailureCode } from "../payout/failure.ts"
import type { Certainty, PayoutStatus } from "../payout/status.ts"
import type { PayoutSearch } from "./payout-search.ts"

export interface PayoutFilter {
  readonly provider?: string | undefined
  readonly status?: PayoutStatus | undefined
  readonly reference?: string | undefined
  readonly providerId?: string | undefined
  readonly sourceId?: string | undefined
  readonly batchId?: string | undefined
  readonly currency?: string | undefined
  readonly live?: boolean | undefined
  /** The last characters of the account's number, as they are shown. */
  readonly accountTail?: string | undefined
  /** Decimal text; both are included. */
  readonly amountFrom?: string | undefined
  readonly amountTo?: string | undefined
  /** RFC 3339; from is included, to is not. */
  readonly createdFrom?: string | undefined
  readonly createdTo?: string | undefined
  readonly updatedFrom?: string | undefined
  readonly updatedTo?: string | undefined
  readonly certainty?: Certainty | undefined
  readonly failureCode?: FailureCode | undefined
  /** An attention item is open for it. */
  readonly hasAttention?: boolean | undefined
  /** What a person typed: any of the names a payout goes by. */
  readonly search?: PayoutSearch | undefined
}

export interface PayoutPage {
  readonly merchantId: string
  readonly filter: PayoutFilter
  readonly before?: string | undefined
  readonly limit: number
}
