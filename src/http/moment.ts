import { Type } from "typebox"

import { PaidoutError } from "../errors.ts"

export const Moment = Type.Optional(Type.String({ format: "date-time" }))

/** As UTC text. A time that no calendar has, like February 30, is refused. */
export function momentOf(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime()) || moment.getUTCFullYear() < 1) {
    throw new PaidoutError("request_invalid", `${field} is no time.`, {
      detail: { errors: [{ field, message: "is no time" }] },
    })
  }
  return moment.toISOString()
}
