import { idText } from "../ids.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Echo, EchoRequest } from "../sandbox/echo/echo.ts"
import { echoUrl } from "../sandbox/echo/echo-url.ts"
import type { WholeEchoRequest } from "../sandbox/echo/find-echo-request.ts"
import { shownHeaders } from "./shown-headers.ts"

export type EchoView = ReturnType<typeof echoView>
export type EchoRequestView = ReturnType<typeof echoRequestView>
export type WholeEchoRequestView = ReturnType<typeof wholeEchoRequestView>

export function echoView(echo: Echo, baseUrl: string) {
  return {
    id: idText("echo", echo.id),
    name: echo.name,
    url: echoUrl(baseUrl, echo.token),
    answer: {
      status: echo.answer.status,
      delay_ms: echo.answer.delayMs,
      body: echo.answer.body,
    },
    created_at: echo.createdAt.toISOString(),
    updated_at: echo.updatedAt.toISOString(),
  }
}

export function echoRequestView(request: EchoRequest) {
  const { endpointId } = request
  return {
    id: idText("echoRequest", request.id),
    echo_id: idText("echo", request.echoId),
    method: request.method,
    body_bytes: request.bodyBytes,
    verdict: request.verdict,
    reason: request.reason,
    endpoint_id: endpointId === null ? null : idText("endpoint", endpointId),
    answered_status: request.answeredStatus,
    received_at: request.receivedAt.toISOString(),
  }
}

/** A credential is shown as whether it was right, as in messages; without `raw` there is no body. */
export function wholeEchoRequestView(
  request: WholeEchoRequest,
  of: { readonly keyring: Keyring; readonly live: readonly string[]; readonly isRaw: boolean },
) {
  const { head, body } = request
  return {
    ...echoRequestView(request),
    path: head.rest,
    headers: shownHeaders(head.headers, { live: of.live }, of.keyring),
    body_text: of.isRaw ? body.toString("utf8") : null,
    is_cut: body.length < request.bodyBytes,
  }
}
