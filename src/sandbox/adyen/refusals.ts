import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer, SandboxRequest } from "../simulator.ts"
import { noSuchCall, payoutError, serviceDown } from "./payout-error.ts"
import { newPspReference } from "./psp-reference.ts"

/**
 * What is refused before anything is known of the call: the Payout API says it in its own errors,
 * the Management and Transfers APIs as RFC 7807 problems.
 */

export function refuseStranger(request: SandboxRequest): SandboxAnswer {
  return isPayoutApi(request)
    ? payoutError("unauthorized")
    : problem(401, { type: "unauthorized", title: "Unauthorized", detail: "Unauthorized" })
}

export function refuseWhileDown(request: SandboxRequest): SandboxAnswer {
  return isPayoutApi(request)
    ? serviceDown()
    : problem(503, {
        type: "internal",
        title: "Service unavailable",
        detail: "Try again.",
        headers: { "transient-error": "true" },
      })
}

export function refusePath(request: SandboxRequest, status: 404 | 405): SandboxAnswer {
  const words = status === 404 ? "Not Found" : "Method Not Allowed"
  return isPayoutApi(request)
    ? noSuchCall(status)
    : problem(status, { type: "not-found", title: words, detail: request.path.slice(0, 200) })
}

/** As a library's recorded answer has it. */
export function forbidden(): SandboxAnswer {
  return problem(403, { type: "forbidden", title: "Forbidden", detail: "Not allowed" })
}

export function problem(
  status: number,
  said: {
    readonly type: string
    readonly title: string
    readonly detail: string
    readonly headers?: Readonly<Record<string, string>>
  },
): SandboxAnswer {
  const { type, title, detail, headers } = said
  return jsonAnswer(
    status,
    {
      type: `https://docs.adyen.com/errors/${type}`,
      title,
      status,
      detail,
      requestId: newPspReference(),
      errorCode: `00_${status}`,
    },
    headers,
  )
}

function isPayoutApi({ path }: SandboxRequest): boolean {
  return path.startsWith("/pal/")
}
