import { Type, type TProperties } from "typebox"

import { LOGIN_LIMITS } from "../../../people/login-limits.ts"

export const Email = Type.String({ minLength: 3, maxLength: 320, pattern: "^[^@\\s]+@[^@\\s]+$" })
/** As somebody types it who may be wrong: its length is judged where one is chosen. */
export const PasswordTyped = Type.String({ maxLength: LOGIN_LIMITS.passwordCharactersMax })
export const PersonName = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" })

export function strict<Fields extends TProperties>(fields: Fields) {
  return Type.Object(fields, { additionalProperties: false })
}
