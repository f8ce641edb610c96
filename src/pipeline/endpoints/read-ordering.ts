import type { Dialect } from "../../delivery/dialect.ts"
import { ORDERINGS, type Ordering } from "../../delivery/endpoint.ts"
import { PaidoutError } from "../../errors.ts"

/** @throws PaidoutError request_invalid */
export function readOrdering(value: string, dialect: Dialect): Ordering {
  const ordering = ORDERINGS.find((known) => known === value)
  if (ordering === undefined) {
    throw new PaidoutError("request_invalid", `ordering takes ${ORDERINGS.join(" or ")}.`)
  }
  if (ordering !== "none" && dialect.forwards) {
    throw new PaidoutError(
      "request_invalid",
      `The dialect ${dialect.name} hands on requests, not events of a payout: ordering takes none.`,
    )
  }
  return ordering
}
