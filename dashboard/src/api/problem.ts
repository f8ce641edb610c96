import type { components } from "./openapi.d.ts"

/** What the API answers when it says no (RFC 9457); `code` is what a program may switch on. */
export interface Problem extends Omit<components["schemas"]["Problem"], "code"> {
  /** One of docs/errors.md, or `unreachable`: no answer came. */
  readonly code: string
}

/** What a query throws is a problem, or anything at all when the hub was not reached. */
export function problemOf(error: unknown): Problem {
  if (typeof error === "object" && error !== null && "code" in error && "title" in error) {
    return error as Problem
  }
  return {
    type: "about:blank",
    title: error instanceof Error ? error.message : String(error),
    status: 503,
    detail: "",
    code: "unreachable",
    retryable: true,
  }
}

/** No answer came: for the caller it is a problem like any other. */
export function unreachable(error: unknown): Response {
  return Response.json(problemOf(error), { status: 503 })
}
