import type { Failure, FailureCode } from "../../payout/failure.ts"
import { COMPLIANCE_REFUSALS } from "./status.ts"

/**
 * Failure codes of payouts v2 and v3 and of legacy disbursements. The vendor adds codes without
 * notice and says so: one that is not here is `unknown`, and kept as it came.
 */
export const FAILURE_CODES = {
  INSUFFICIENT_BALANCE: "insufficient_balance",
  INVALID_DESTINATION: "destination_invalid",
  DESTINATION_MAXIMUM_LIMIT: "destination_maximum",
  ACCOUNT_NAME_MISMATCH: "destination_name_mismatch",
  REJECTED_BY_CHANNEL: "rejected_by_bank",
  REJECTED_BY_BANK: "rejected_by_bank",
  TEMPORARY_TRANSFER_ERROR: "temporary_error",
  TEMPORARY_BANK_NETWORK_ERROR: "temporary_error",
  SWITCHING_NETWORK_ERROR: "bank_network_error",
  UNKNOWN_BANK_NETWORK_ERROR: "bank_network_error",
  TRANSFER_ERROR: "request_invalid",
  SLS_SENDER: "sanctions_match",
  SLS_RECIPIENT: "sanctions_match",
} as const satisfies Record<string, FailureCode>
type WireFailureCode = keyof typeof FAILURE_CODES

export function readFailure(providerCode: string | null, wireStatus: string): Failure {
  return { code: failureCode(providerCode, wireStatus), providerCode, providerReason: null }
}

function failureCode(providerCode: string | null, wireStatus: string): FailureCode {
  if (providerCode === null) {
    return COMPLIANCE_REFUSALS.has(wireStatus) ? "compliance_rejected" : "unknown"
  }
  return Object.hasOwn(FAILURE_CODES, providerCode)
    ? FAILURE_CODES[providerCode as WireFailureCode]
    : "unknown"
}

/** `verbatim`: the event is Xendit's own, so its code is Xendit's word even where it is unknown. */
export function writeFailureCode(
  failure: Failure | null,
  options: { readonly legacy: boolean; readonly verbatim: boolean },
): string | undefined {
  if (failure === null) return undefined
  if (options.verbatim) return failure.providerCode ?? undefined
  const code = failure.providerCode
  if (code !== null && Object.hasOwn(FAILURE_CODES, code)) return code
  const nearest = NEAREST_WORDS[failure.code]
  return options.legacy ? (NEAREST_LEGACY_WORDS[nearest] ?? nearest) : nearest
}

/** Xendit's nearest word for a failure that another provider reported. */
const NEAREST_WORDS = {
  insufficient_balance: "INSUFFICIENT_BALANCE",
  destination_invalid: "INVALID_DESTINATION",
  destination_inactive: "INVALID_DESTINATION",
  destination_limit: "DESTINATION_MAXIMUM_LIMIT",
  destination_maximum: "DESTINATION_MAXIMUM_LIMIT",
  destination_name_mismatch: "ACCOUNT_NAME_MISMATCH",
  rejected_by_bank: "REJECTED_BY_CHANNEL",
  bank_network_error: "REJECTED_BY_CHANNEL",
  temporary_error: "TEMPORARY_TRANSFER_ERROR",
  request_invalid: "TRANSFER_ERROR",
  compliance_rejected: "TRANSFER_ERROR",
  sanctions_match: "TRANSFER_ERROR",
  not_allowed: "TRANSFER_ERROR",
  refused: "REJECTED_BY_CHANNEL",
  unknown: "TRANSFER_ERROR",
} as const satisfies Record<FailureCode, WireFailureCode>

/** The legacy API has no word for some of them. */
const NEAREST_LEGACY_WORDS: Readonly<Partial<Record<WireFailureCode, WireFailureCode>>> = {
  REJECTED_BY_CHANNEL: "REJECTED_BY_BANK",
  DESTINATION_MAXIMUM_LIMIT: "REJECTED_BY_BANK",
  ACCOUNT_NAME_MISMATCH: "INVALID_DESTINATION",
  INSUFFICIENT_BALANCE: "TRANSFER_ERROR",
}
