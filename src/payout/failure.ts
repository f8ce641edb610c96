/** One list of failure codes for all providers, each with what to do about it. */

export const FAILURE_ADVICE = {
  insufficient_balance: "top_up_and_retry",
  destination_invalid: "mend_destination",
  destination_inactive: "mend_destination",
  destination_limit: "retry_later",
  destination_maximum: "do_not_retry",
  destination_name_mismatch: "mend_destination",
  rejected_by_bank: "retry_later",
  bank_network_error: "retry_later",
  temporary_error: "retry_later",
  request_invalid: "do_not_retry",
  compliance_rejected: "do_not_retry",
  sanctions_match: "do_not_retry",
  not_allowed: "ask_provider",
  refused: "ask_provider",
  unknown: "ask_provider",
} as const satisfies Record<string, Advice>

export type FailureCode = keyof typeof FAILURE_ADVICE

export const ADVICE = [
  "top_up_and_retry",
  "retry_later",
  "mend_destination",
  "do_not_retry",
  "ask_provider",
] as const
export type Advice = (typeof ADVICE)[number]

export const FAILURE_CODES = Object.keys(FAILURE_ADVICE) as readonly FailureCode[]

export interface Failure {
  readonly code: FailureCode
  /** The provider's own code, kept as it came; unknown ones too. */
  readonly providerCode: string | null
  /** The provider's own words, kept as they came. */
  readonly providerReason: string | null
}

export function adviceFor(code: FailureCode): Advice {
  return FAILURE_ADVICE[code]
}
