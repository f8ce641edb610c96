import { Type, type TProperties } from "typebox"

import { LOGIN_LIMITS } from "../../../people/login-limits.ts"

/** As better-auth has it: an address that it does not know as one could never log in. */
export const Email = Type.String({
  maxLength: 320,
  pattern:
    "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+\\-]" +
    "@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
  examples: ["ada@example.com"],
})
export const EmailTyped = Type.String({ maxLength: 320 })
/** As somebody types it who may be wrong: its length is judged where one is chosen. */
export const PasswordTyped = Type.String({ maxLength: LOGIN_LIMITS.passwordCharactersMax })
export const PersonName = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" })

export function strict<Fields extends TProperties>(fields: Fields) {
  return Type.Object(fields, { additionalProperties: false })
}
