import type { Failure, FailureCode } from "../../payout/failure.ts"

/**
 * The failure of a transfer, from `reason` and the words of the bank. Source: the reason enum of
 * Adyen OpenAPI BalancePlatformTransferNotification v4; the list is open.
 */
export function transferFailure(reason: string | null, words: string | null): Failure {
  const known = reason !== null && Object.hasOwn(TRANSFER_REASONS, reason)
  return {
    code: known ? (TRANSFER_REASONS[reason] ?? "unknown") : "unknown",
    providerCode: reason,
    providerReason: words,
  }
}

/**
 * The failure of a payout of the Payout API. There is no code on this wire, and no published list
 * of the texts: those below are Adyen's refusal reasons; any other text is `refused`.
 */
export function classicFailure(reason: string): Failure {
  const key = reason.trim().toLowerCase()
  const code = Object.hasOwn(CLASSIC_REASONS, key) ? CLASSIC_REASONS[key] : undefined
  return {
    code: code ?? (key === "" ? "unknown" : "refused"),
    providerCode: null,
    providerReason: reason === "" ? null : reason,
  }
}

/**
 * A word of Adyen's for a failure that another provider, or nobody, put into words: one of the same
 * code, else the general one. A word that only calls for the same act would still be untrue.
 */
export function transferReasonFor(code: FailureCode): string {
  if (code === "unknown") return "unknown"
  return NEAREST_TRANSFER_REASONS[code] ?? wordFor(TRANSFER_REASONS, code) ?? "unknown"
}

export function classicReasonFor(code: FailureCode): string {
  if (code === "unknown") return ""
  return wordFor(CLASSIC_REASONS, code) ?? "refused"
}

const TRANSFER_REASONS: Readonly<Record<string, FailureCode>> = {
  notEnoughBalance: "insufficient_balance",
  counterpartyAccountNotFound: "destination_invalid",
  transferInstrumentDoesNotExist: "destination_invalid",
  counterpartyAddressRequired: "destination_invalid",
  invalidAccount: "destination_invalid",
  invalidToAccount: "destination_invalid",
  invalidCard: "destination_invalid",
  invalidExpiryDate: "destination_invalid",
  cardExpired: "destination_invalid",
  counterpartyAccountClosed: "destination_inactive",
  counterpartyAccountBlocked: "destination_inactive",
  lostCard: "destination_inactive",
  stolenCard: "destination_inactive",
  amountLimitExceeded: "destination_limit",
  refusedByCounterpartyBank: "rejected_by_bank",
  declined: "rejected_by_bank",
  doNotHonor: "rejected_by_bank",
  counterpartyBankTimedOut: "bank_network_error",
  counterpartyBankUnavailable: "bank_network_error",
  internalTimeout: "temporary_error",
  error: "temporary_error",
  routeNotFound: "request_invalid",
  invalidAmount: "request_invalid",
  formatError: "request_invalid",
  fraud: "compliance_rejected",
  refusedForRegulatoryReasons: "compliance_rejected",
  accountHierarchyNotActive: "not_allowed",
  balanceAccountTemporarilyBlockedByTransactionRule: "not_allowed",
  declinedByTransactionRule: "not_allowed",
  directDebitNotSupported: "not_allowed",
  scaFailed: "not_allowed",
  approvalExpired: "refused",
  refusedByCustomer: "refused",
}

/** True as well, where Adyen has no word of just this meaning. */
const NEAREST_TRANSFER_REASONS: Partial<Readonly<Record<FailureCode, string>>> = {
  destination_maximum: "amountLimitExceeded",
  destination_name_mismatch: "invalidAccount",
  sanctions_match: "refusedForRegulatoryReasons",
}

/** Lower case, since texts for people change their case. */
const CLASSIC_REASONS: Readonly<Record<string, FailureCode>> = {
  "invalid card number": "destination_invalid",
  "expired card": "destination_invalid",
  "blocked card": "destination_inactive",
  "restricted card": "destination_inactive",
  "withdrawal amount exceeded": "destination_limit",
  "withdrawal count exceeded": "destination_limit",
  "issuer unavailable": "bank_network_error",
  "acquirer error": "temporary_error",
  "transaction not permitted": "not_allowed",
  "not supported": "not_allowed",
  refused: "refused",
}

function wordFor(
  table: Readonly<Record<string, FailureCode>>,
  code: FailureCode,
): string | undefined {
  return Object.entries(table).find(([, known]) => known === code)?.[0]
}
