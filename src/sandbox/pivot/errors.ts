import type { PivotError } from "./envelope.ts"

/**
 * The response codes of the payout pages, word for word. The HTTP status of each is not printed,
 * but for 401 and for the 409 of a reused X-REQUEST-ID: see BEHAVIOUR.md.
 */

export function credentialsInvalid(): PivotError {
  return {
    status: 401,
    code: "credentials_invalid",
    message: "Access Token is Invalid",
    details: [{ field: "", message: "Request new access token" }],
  }
}

export function fieldRequired(field: string): PivotError {
  return {
    status: 400,
    code: "field_required",
    message: "Mandatory Field is Missing",
    details: [{ field, message: `Make sure ${field} value is fulfilled` }],
  }
}

export function fieldFormatInvalid(field: string): PivotError {
  return {
    status: 400,
    code: "field_format_invalid",
    message: "Format Field is Invalid",
    details: [{ field, message: `Make sure ${field} format is correct` }],
  }
}

export function amountBelowLimit(field: string): PivotError {
  return {
    status: 400,
    code: "amount_below_limit",
    message: "Amount Value below the minimum",
    details: [{ field, message: `Make sure ${field} amount is above minimum` }],
  }
}

export function amountAboveLimit(field: string): PivotError {
  return {
    status: 400,
    code: "amount_above_limit",
    message: "Amount value above the maximum",
    details: [{ field, message: `Make sure ${field} amount is below maximum` }],
  }
}

/** `X-EXTERNAL-ID` is the vendor's own slip. */
export function requestIdExists(): PivotError {
  return {
    status: 409,
    code: "resource_already_exists",
    message: "X-REQUEST-ID is already exists",
    details: [{ field: "X-REQUEST-ID", message: "Use unique X-EXTERNAL-ID" }],
  }
}

export function idExists(field: string): PivotError {
  return {
    status: 409,
    code: "resource_already_exists",
    message: "ID is already exists",
    details: [{ field, message: `Use unique ${field}` }],
  }
}

export function serviceUnavailable(): PivotError {
  return {
    status: 503,
    code: "service_unavailable",
    message: "Gateway / Partner service is unavailable",
    type: "GATEWAY_ERROR",
    details: [{ field: "", message: "Please hit periodically" }],
  }
}

export function balanceInsufficient(): PivotError {
  return {
    status: 400,
    code: "balance_insufficient",
    message: "Merchant Balance is Insufficient",
    details: [{ field: "", message: "Re Top-up your Balance" }],
  }
}

export function unsupportedChannelCode(field: string): PivotError {
  return {
    status: 400,
    code: "unsupported_channel_code",
    message: "Channel Code is currently not supported",
    details: [{ field, message: "Make sure channel code following on the API Document" }],
  }
}

export function payoutMissing(): PivotError {
  return {
    status: 404,
    code: "resource_missing",
    message: "Payout ID is not exist",
    details: [{ field: "", message: "Make sure payout id is correct" }],
  }
}

export function inquiryMissing(field = ""): PivotError {
  return {
    status: 404,
    code: "resource_missing",
    message: "Inquiry ID is not exist",
    details: [{ field, message: "Make sure inquiry id is correct" }],
  }
}

export function tooManyPayouts(): PivotError {
  return {
    status: 400,
    code: "format_invalid",
    message: "Payout format is invalid",
    details: [{ field: "payouts", message: "Make sure payout object no more than 1000 items" }],
  }
}

export function payoutsFormatInvalid(): PivotError {
  return {
    status: 400,
    code: "format_invalid",
    message: "Payouts format is invalid",
    details: [{ field: "payouts", message: "Make sure Payout request format is correct" }],
  }
}

export function dailyLimitExceeded(remaining: string): PivotError {
  return {
    status: 400,
    code: "daily_payout_limit_exceeded",
    message: "Exceed daily Payout limit",
    details: [
      {
        field: "",
        message: `Remaining amount today: Rp ${remaining}. Please try again tomorrow or contact Helpdesk`,
      },
    ],
  }
}

export function payoutsInProcess(): PivotError {
  return {
    status: 400,
    code: "payouts_in_process",
    message: "Payouts are being process",
    details: [{ field: "", message: "Wait a moment to retrieve the Payout" }],
  }
}

/** Nobody prints how Pivot answers a path or a method that it does not know. */
export function pathUnknown(status: 404 | 405): PivotError {
  return {
    status,
    code: "general_error",
    message: "General Error",
    details: [{ field: "", message: "Please contact our representative team" }],
  }
}
