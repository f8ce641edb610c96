import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../simulator.ts"

/**
 * What the Payout API answers when it refuses (`ServiceError` of its OpenAPI file). Codes and words
 * of the first group are recorded; those of the second are of the error table of Adyen's payments
 * APIs, which these errors belong to. BEHAVIOUR.md says which of them nobody has seen here.
 */
const ERRORS = {
  unauthorized: at(401, "000", "HTTP Status Response - Unauthorized", "security"),
  not_allowed: at(403, "010", "Not allowed", "security"),
  merchant_account: at(403, "901", "Invalid Merchant Account", "security"),
  details_missing: at(422, "000", "Please supply paymentDetails"),
  card_number: at(422, "101", "Invalid card number"),
  reference_missing: at(422, "130", "Reference Missing"),
  iban: at(422, "161", "Invalid iban"),
  original_unknown: at(422, "167", "Original pspReference required for this operation"),
  holder_name: at(422, "203", "Invalid bank account holder name"),
  contract_unknown: at(422, "800", "Contract not found"),

  amount_missing: at(422, "100", "No amount specified"),
  brand_unknown: at(422, "102", "Unable to determine variant"),
  card_holder: at(422, "128", "Card Holder Missing"),
  expiry: at(422, "129", "Expiry Date Invalid"),
  amount: at(422, "137", "Invalid amount specified"),
  currency: at(422, "138", "Unsupported currency specified"),
  bank_details: at(422, "170", "Bank Details missing"),
  contract: at(422, "802", "Invalid contract"),
  details_unsupported: at(500, "905", "Payment details are not supported", "configuration"),
} as const

export type PayoutErrorName = keyof typeof ERRORS

export interface ServiceError {
  readonly status: number
  readonly errorCode: string
  readonly message: string
  readonly errorType: "validation" | "security" | "configuration" | "internal"
}

export function payoutError(name: PayoutErrorName): SandboxAnswer {
  return errorAnswer(ERRORS[name])
}

/** The status is a setting: see there. */
export function requiredFieldMissing(name: string, status: 500 | 422): SandboxAnswer {
  return errorAnswer(at(status, "702", `Required field '${name}' is null`))
}

/** A body that is no JSON, or a value that its field cannot have. */
export function unexpectedInput(input: string): SandboxAnswer {
  return errorAnswer(at(400, "702", `Unexpected input: ${input}`))
}

/** Documented for two requests at once; here only for another one under a key that was used. */
export function alreadyProcessed(): SandboxAnswer {
  return errorAnswer(at(422, "704", "Request already processed or in progress"))
}

/** A path or a method that there is not: in the words of the 401, for want of a recorded one. */
export function noSuchCall(status: 404 | 405): SandboxAnswer {
  const words = status === 404 ? "Not Found" : "Method Not Allowed"
  return errorAnswer(at(status, "000", `HTTP Status Response - ${words}`))
}

/** Documented: with this header nothing has happened, and the call may be repeated as it was. */
export function serviceDown(): SandboxAnswer {
  return errorAnswer(at(503, "903", "Internal error", "internal"), { "transient-error": "true" })
}

function errorAnswer(
  error: ServiceError,
  headers: Readonly<Record<string, string>> = {},
): SandboxAnswer {
  return jsonAnswer(error.status, error, headers)
}

function at(
  status: number,
  errorCode: string,
  message: string,
  errorType: ServiceError["errorType"] = "validation",
): ServiceError {
  return { status, errorCode, message, errorType }
}
