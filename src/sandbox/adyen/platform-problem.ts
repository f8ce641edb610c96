import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../simulator.ts"
import { newPspReference } from "./psp-reference.ts"

/**
 * Errors of Adyen's platform APIs, RFC 7807 with fields of their own. No list of codes is published
 * for transfers: BEHAVIOUR.md says which ones are recorded, and of which API.
 */

export interface InvalidField {
  readonly name: string
  readonly message: string
  readonly value?: string
}

/** Fields that are missing or wrong. */
export function invalidRequest(
  detail: string,
  fields: readonly InvalidField[] = [],
): SandboxAnswer {
  return problem("validation", {
    title: "The request is missing required fields or contains invalid data.",
    detail,
    errorCode: "29_001",
    ...(fields.length > 0 && { invalidFields: fields }),
  })
}

/** A bank would not take it: what came of each priority that was asked for. */
export function invalidTransfer(detail: string, priorities: readonly string[]): SandboxAnswer {
  const why = { title: "Invalid transfer information provided", detail, errorCode: "30_081" }
  return problem("validation", {
    ...why,
    routingDetails: priorities.map((priority) => ({ ...why, priority })),
  })
}

export function notFound(detail: string): SandboxAnswer {
  return problem("not-found", { title: "Entity was not found", detail, errorCode: "30_112" })
}

/** The credential lacks the role for this call. */
export function notAllowed(): SandboxAnswer {
  const said = { title: "Forbidden", detail: "Not allowed", errorCode: "00_403" }
  return problem("forbidden", { ...said, status: 403 })
}

/** The key was used with another request. */
export function keyReused(): SandboxAnswer {
  return problem("validation", {
    title: "The idempotency key cannot be used for this request.",
    detail: "Another request was sent with this Idempotency-Key.",
    errorCode: "704",
  })
}

/** What a call asks for is refused with 422: the API has no 400, 404 or 409. */
function problem(
  type: string,
  said: Readonly<Record<string, unknown>> & { readonly status?: number },
): SandboxAnswer {
  const { status = 422 } = said
  return jsonAnswer(status, {
    type: `https://docs.adyen.com/errors/${type}`,
    status,
    ...said,
    requestId: newPspReference(),
  })
}
