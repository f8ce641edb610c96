import type { IncomingMessage, ServerResponse } from "node:http"

import { PaidoutError } from "../errors.ts"
import type { Role } from "../roles.ts"
import { PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { isReceiveUrl } from "./receive-handler.ts"
import { isSandboxUrl } from "./sandbox-handler.ts"

/** What every process answers, whatever its roles. */
const OF_ALL = /^\/(healthz|readyz|metrics)([?#]|$)/
const RETRY_AFTER_SECONDS = 5

/** The role that this URL needs and the process does not have. */
export function absentRole(url: string | undefined, roles: readonly Role[]): Role | undefined {
  const needed = neededRole(url)
  return needed === undefined || roles.includes(needed) ? undefined : needed
}

function neededRole(url: string | undefined): Role | undefined {
  if (isReceiveUrl(url)) return "receive"
  if (isSandboxUrl(url)) return "sandbox"
  return OF_ALL.test(url ?? "") ? undefined : "http"
}

/** 503, never a 404: a provider gives up on a 4xx, and another process may take it. */
export function answerAbsent(request: IncomingMessage, response: ServerResponse, role: Role): void {
  // Of what nobody waits for not a byte is held.
  request.resume()
  const what = `This process was started without the role "${role}": ask one that has it.`
  const body = JSON.stringify(problemFrom(new PaidoutError("role_absent", what)))
  response.writeHead(503, {
    connection: "close",
    "content-type": PROBLEM_TYPE,
    "content-length": Buffer.byteLength(body),
    "retry-after": String(RETRY_AFTER_SECONDS),
  })
  response.end(body)
}
