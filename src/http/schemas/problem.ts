import { Type } from "typebox"

import { ERRORS, type ErrorCode } from "../../errors.ts"

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.Enum(Object.keys(ERRORS) as ErrorCode[]),
    retryable: Type.Boolean({ description: "Whether the same call may work later." }),
  },
  { $id: "Problem", description: "RFC 9457, with a stable code." },
)
