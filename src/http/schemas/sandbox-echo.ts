import { Type } from "typebox"

import { ECHO_LIMITS, ECHO_VERDICTS } from "../../sandbox/echo/echo.ts"
import { Id, nullable, Time } from "./parts.ts"

const EchoAnswer = Type.Object(
  {
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    delay_ms: Type.Integer({
      minimum: 0,
      maximum: ECHO_LIMITS.delayMsMax,
      description: "How long it waits with its answer.",
    }),
    body: Type.String({ maxLength: ECHO_LIMITS.answerCharactersMax }),
  },
  { additionalProperties: false },
)

const EchoName = Type.String({ minLength: 1, maxLength: 200 })

export const NewSandboxEcho = Type.Object(
  { name: Type.Optional(EchoName), answer: Type.Optional(Type.Partial(EchoAnswer)) },
  { additionalProperties: false },
)

export const SandboxEchoInBody = Type.Object(
  { name: EchoName, answer: EchoAnswer },
  { additionalProperties: false },
)

export const SandboxEchoSchema = Type.Object(
  {
    id: Id("echo"),
    name: Type.String(),
    url: Type.String({ description: "It takes any request, of whichever method." }),
    answer: EchoAnswer,
    created_at: Time,
    updated_at: Time,
  },
  { $id: "SandboxEcho" },
)

const request = {
  id: Id("echoRequest"),
  echo_id: Id("echo"),
  method: Type.String(),
  body_bytes: Type.Integer({ minimum: 0 }),
  verdict: Type.Enum([...ECHO_VERDICTS], {
    description:
      "`good`: an endpoint with this URL signed it so. `bad`: it did not, and `reason` says why. " +
      "`unsigned`: such an endpoint signs nothing. `unknown`: none of yours had this URL then.",
  }),
  reason: nullable(Type.String()),
  endpoint_id: nullable(
    Id("endpoint", "Whose secret decided; null: nobody's, or a simulated provider's."),
  ),
  answered_status: Type.Integer(),
  received_at: Time,
}

export const SandboxEchoRequestSchema = Type.Object(request, { $id: "SandboxEchoRequest" })

export const WholeSandboxEchoRequestSchema = Type.Object(
  {
    ...request,
    path: Type.String({ description: "What followed the URL: a path, a query, or nothing." }),
    headers: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: "In the place of a credential `matches` or `differs`.",
    }),
    body_text: nullable(Type.String({ description: "Needs the scope `raw`." })),
    is_cut: Type.Boolean({ description: "The body was longer than what is kept of it." }),
  },
  { $id: "WholeSandboxEchoRequest" },
)
