import type { FastifyRequest } from "fastify"

declare module "fastify" {
  interface FastifyContextConfig {
    /** It can be answered line by line, as it comes about. */
    lines?: true
  }
}

/** A JSON value a line (ndjson). */
export const LINES_TYPE = "application/x-ndjson"

/** Does the caller want to see each step as it happens? */
export function wantsLines(request: FastifyRequest): boolean {
  if (request.routeOptions.config.lines !== true) return false
  return request.headers.accept?.toLowerCase().includes(LINES_TYPE) === true
}

/** The last line: the answer with the status that it would have had by itself. */
export function resultLine(status: number, answer: unknown): object {
  return { step: "result", status, answer }
}
