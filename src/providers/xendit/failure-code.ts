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

/** The list of failure codes that an API generation documents. */
export type FailureWords = "v2" | "v3" | "legacy"

/**
 * `own`: the event came in this generation of the API, so its code goes back as it came, unknown or
 * not. Every other is put in the nearest word that a handler of this generation knows.
 */
export function writeFailureCode(
  failure: Failure | null,
  options: { readonly words: FailureWords; readonly own: boolean },
): string | undefined {
  if (failure === null) return undefined
  const code = failure.providerCode
  if (options.own) return code ?? undefined
  const documented: readonly string[] = DOCUMENTED[options.words]
  if (code !== null && documented.includes(code)) return code
  return NEAREST[options.words][failure.code]
}

const V2 = [
  "INSUFFICIENT_BALANCE",
  "INVALID_DESTINATION",
  "REJECTED_BY_CHANNEL",
  "TEMPORARY_TRANSFER_ERROR",
  "TRANSFER_ERROR",
  "UNKNOWN_BANK_NETWORK_ERROR",
  "DESTINATION_MAXIMUM_LIMIT",
] as const satisfies readonly WireFailureCode[]
const V3 = [
  "INSUFFICIENT_BALANCE",
  "INVALID_DESTINATION",
  "DESTINATION_MAXIMUM_LIMIT",
  "ACCOUNT_NAME_MISMATCH",
  "REJECTED_BY_CHANNEL",
  "TEMPORARY_TRANSFER_ERROR",
  "TRANSFER_ERROR",
  "SLS_SENDER",
  "SLS_RECIPIENT",
] as const satisfies readonly WireFailureCode[]
const LEGACY = [
  "INVALID_DESTINATION",
  "SWITCHING_NETWORK_ERROR",
  "UNKNOWN_BANK_NETWORK_ERROR",
  "TEMPORARY_BANK_NETWORK_ERROR",
  "REJECTED_BY_BANK",
  "TRANSFER_ERROR",
  "TEMPORARY_TRANSFER_ERROR",
] as const satisfies readonly WireFailureCode[]
const DOCUMENTED = { v2: V2, v3: V3, legacy: LEGACY }

/** The nearest word for a failure that another provider reported. */
const NEAREST_V2 = {
  insufficient_balance: "INSUFFICIENT_BALANCE",
  destination_invalid: "INVALID_DESTINATION",
  destination_inactive: "INVALID_DESTINATION",
  destination_limit: "DESTINATION_MAXIMUM_LIMIT",
  destination_maximum: "DESTINATION_MAXIMUM_LIMIT",
  destination_name_mismatch: "INVALID_DESTINATION",
  rejected_by_bank: "REJECTED_BY_CHANNEL",
  bank_network_error: "REJECTED_BY_CHANNEL",
  temporary_error: "TEMPORARY_TRANSFER_ERROR",
  request_invalid: "TRANSFER_ERROR",
  compliance_rejected: "TRANSFER_ERROR",
  sanctions_match: "TRANSFER_ERROR",
  not_allowed: "TRANSFER_ERROR",
  refused: "REJECTED_BY_CHANNEL",
  unknown: "UNKNOWN_BANK_NETWORK_ERROR",
} as const satisfies Record<FailureCode, (typeof V2)[number]>

const NEAREST_V3 = {
  ...NEAREST_V2,
  destination_name_mismatch: "ACCOUNT_NAME_MISMATCH",
  unknown: "TRANSFER_ERROR",
} as const satisfies Record<FailureCode, (typeof V3)[number]>

const NEAREST_LEGACY = {
  ...NEAREST_V2,
  insufficient_balance: "TRANSFER_ERROR",
  destination_limit: "REJECTED_BY_BANK",
  destination_maximum: "REJECTED_BY_BANK",
  rejected_by_bank: "REJECTED_BY_BANK",
  bank_network_error: "SWITCHING_NETWORK_ERROR",
  refused: "REJECTED_BY_BANK",
} as const satisfies Record<FailureCode, (typeof LEGACY)[number]>

const NEAREST = { v2: NEAREST_V2, v3: NEAREST_V3, legacy: NEAREST_LEGACY }
