import type { ErrorDetail, PivotError } from "./envelope.ts"

/**
 * The generic errors of the payment pages, word for word, with their HTTP status. The pages have no
 * text for the details: those are ours.
 */

export function validationError(...details: readonly ErrorDetail[]): PivotError {
  return {
    status: 400,
    code: "api_validation_error",
    message: "The request was invalid, or an error occurred in downstream provider",
    details,
  }
}

export function invalidField(field: string, message: string): PivotError {
  return validationError({ field, message })
}

/** `type` is the page's own, although the status is below 500. */
export function resourceMissing(resource: string, id: string): PivotError {
  return {
    status: 404,
    code: "resource_missing",
    message: `The ${resource} with ID ${id} cannot be found`,
    type: "GATEWAY_ERROR",
    details: [],
  }
}

export function duplicateError(): PivotError {
  return {
    status: 409,
    code: "duplicate_error",
    message: "There's already existing record with the provided details",
    type: "GATEWAY_ERROR",
    details: [],
  }
}

export function idempotencyError(): PivotError {
  return {
    status: 409,
    code: "idempotency_error",
    message: "The same Idempotency-key was provided with a different payload",
    details: [],
  }
}
