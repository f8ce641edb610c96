import { ERRORS, PaidoutError, type ErrorCode } from "../errors.ts"
import { isDatabaseTrouble } from "../postgres/is-database-trouble.ts"

/** An error answer as RFC 9457 has it; `code` is what a program may switch on. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly [extension: string]: unknown
}

export const PROBLEM_TYPE = "application/problem+json"

export function problemFrom(error: PaidoutError): Problem {
  return {
    ...error.detail,
    type: `/docs/errors#${error.code}`,
    title: ERRORS[error.code].message,
    status: error.status,
    detail: error.message,
    code: error.code,
    retryable: error.retryable,
  }
}

/** Any error as a coded one. What is not known to be harmless becomes `internal`, without a word. */
export function codedError(error: unknown): PaidoutError {
  if (error instanceof PaidoutError) return error
  const { code, statusCode, message, validation, validationContext } = fieldsOf(error)
  if (Array.isArray(validation)) return invalidFields(validation, validationContext)
  const known = code === undefined ? undefined : FRAMEWORK_ERRORS[code]
  if (known !== undefined) return new PaidoutError(known, undefined, { cause: error })
  if (code !== undefined && isUnstorable(code)) {
    return new PaidoutError("request_invalid", "A value of the request cannot be stored.", {
      cause: error,
    })
  }
  if (isDatabaseTrouble(error)) {
    return new PaidoutError("database_unavailable", undefined, { cause: error })
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new PaidoutError("request_invalid", message, { cause: error })
  }
  return new PaidoutError("internal", undefined, { cause: error })
}

const FRAMEWORK_ERRORS: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media_type_unsupported",
  FST_ERR_NOT_FOUND: "not_found",
}

/** Data exceptions and check violations: a NUL in a text, a name that is too long. */
function isUnstorable(code: string): boolean {
  return /^22...$/.test(code) || code === "23514"
}

interface ErrorFields {
  readonly code?: string | undefined
  readonly statusCode?: number | undefined
  readonly message?: string | undefined
  readonly validation?: unknown
  readonly validationContext?: string | undefined
}

function fieldsOf(error: unknown): ErrorFields {
  return typeof error === "object" && error !== null ? error : {}
}

interface FieldError {
  readonly keyword?: string
  readonly instancePath: string
  readonly message?: string
  readonly params?: {
    readonly additionalProperties?: readonly string[]
    readonly allowedValues?: readonly unknown[]
  }
}

const fieldErrorsMax = 20

function invalidFields(errors: readonly FieldError[], context: string | undefined): PaidoutError {
  // `boolean` only repeats, per field, what additionalProperties already names.
  const told = errors.filter((error) => error.keyword !== "boolean").slice(0, fieldErrorsMax)
  const fields = told.flatMap((error) => {
    const path = error.instancePath.slice(1).replaceAll("/", ".")
    const unknown = error.params?.additionalProperties
    if (unknown === undefined) return [{ field: path, message: messageOf(error) }]
    return unknown.map((name) => ({
      field: path === "" ? name : `${path}.${name}`,
      message: "is not known here",
    }))
  })
  const place = context === "querystring" ? "query" : (context ?? "request")
  const words = fields.map(({ field, message }) => `${field === "" ? place : field} ${message}`)
  return new PaidoutError("request_invalid", `In the ${place}: ${words.join("; ")}.`, {
    detail: { errors: fields },
  })
}

function messageOf({ message, params }: FieldError): string {
  const allowed = params?.allowedValues
  if (allowed === undefined) return message ?? "is not valid"
  return `must be one of ${allowed.map(String).join(", ")}`
}
