import { Type } from "typebox"

import { PaidoutError } from "../errors.ts"

export const Moment = Type.Optional(Type.String({ format: "date-time" }))

/** As UTC text, of the years 1 to 9999. A time that no calendar has, like February 30, is refused. */
export function momentOf(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const moment = new Date(text)
  const year = moment.getUTCFullYear()
  if (Number.isNaN(year) || year < 1 || year > 9_999) {
    throw new PaidoutError("request_invalid", `${field} is no time.`, {
      detail: { errors: [{ field, message: "is no time" }] },
    })
  }
  return moment.toISOString()
}
