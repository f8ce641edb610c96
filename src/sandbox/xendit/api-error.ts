import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"

/**
 * What Xendit answers when it refuses: `{"error_code", "message", "errors"?}`. Where the vendor has a
 * message it is here word for word; the others are ours (BEHAVIOUR.md).
 */
const ERRORS = {
  API_VALIDATION_ERROR: { status: 400, message: "The request does not fit." },
  INVALID_JSON_FORMAT: { status: 400, message: "The request body is not valid JSON" },
  CHANNEL_CODE_NOT_SUPPORTED: {
    status: 400,
    message:
      '"channel_code" is not supported. See list of supported channel codes at the URL below',
  },
  MINIMUM_TRANSFER_LIMIT_ERROR: {
    status: 400,
    message:
      '"amount" is under the minimum amount supported for the channel. See amount limitations at the URL below',
  },
  MAXIMUM_TRANSFER_LIMIT_ERROR: {
    status: 400,
    message:
      '"amount" is more than the maximum amount supported for the channel. See amount limitations at the URL below',
  },
  AMOUNT_INCREMENT_NOT_SUPPORTED: {
    status: 400,
    message: '"amount" needs to be a multiple of the minimum increment supported by the channel',
  },
  CANCELLATION_NOT_ALLOWED: {
    status: 400,
    message: "Payout cannot be canceled because it has already been processed by Xendit",
  },
  INVALID_VALUE_ERROR: { status: 400, message: "A value of the request is not supported." },
  INVALID_QUOTE: { status: 400, message: "The quote is not valid" },
  INVALID_API_KEY: { status: 401, message: "API key format is invalid" },
  REQUEST_FORBIDDEN_ERROR: {
    status: 403,
    message: "The API key is forbidden to perform this request",
  },
  INELIGIBLE_TRANSACTION_STATUS: {
    status: 403,
    message: "The payout cannot be cancelled in its current status",
  },
  DATA_NOT_FOUND: {
    status: 404,
    message: "Could not find payout with the corresponding ID. Please try again with a valid Id",
  },
  NOT_FOUND: { status: 404, message: "The requested resource was not found" },
  DUPLICATE_ERROR: {
    status: 409,
    message:
      "A payout with this idempotency key already exists. If you meant to execute a different request, please use another idempotency key.",
  },
  RATE_LIMIT_EXCEEDED: { status: 429, message: "Rate limit exceeded. Please try again later" },
  SERVER_ERROR: {
    status: 500,
    message:
      "Error connecting to our server. Retry safely using Idempotency-key header when available",
  },
} as const satisfies Record<string, { readonly status: number; readonly message: string }>

export type ApiErrorCode = keyof typeof ERRORS

/** Where in the request, and what is wrong there. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

export function apiError(
  code: ApiErrorCode,
  options: {
    readonly status?: number
    readonly message?: string
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): SandboxAnswer {
  const { status, message } = ERRORS[code]
  return jsonAnswer(
    options.status ?? status,
    { error_code: code, message: options.message ?? message },
    options.headers,
  )
}

/** The first fault is the message, as in the vendor's samples; all of them stand in `errors`. */
export function validationError(errors: readonly FieldError[]): SandboxAnswer {
  const { status, message } = ERRORS.API_VALIDATION_ERROR
  return jsonAnswer(status, {
    error_code: "API_VALIDATION_ERROR",
    message: errors[0]?.message ?? message,
    errors,
  })
}
