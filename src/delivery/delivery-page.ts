import type { AnswerClass, DeliveryState } from "./delivery.ts"

export interface DeliveryPage {
  readonly merchantId: string
  readonly endpointId?: string | undefined
  /** Of any of these endpoints. */
  readonly endpointIds?: readonly string[] | undefined
  /** The payout, batch, payment or message it tells of. */
  readonly subjectId?: string | undefined
  /** One event of that subject. */
  readonly eventId?: string | undefined
  readonly state?: DeliveryState | undefined
  /** `payout.paid`, or a group of them: `payout.*`. */
  readonly type?: string | undefined
  /** Why its last attempt failed: one of `ATTEMPT_CAUSES`. */
  readonly cause?: string | undefined
  /** What its last attempt was answered by: `2xx` to `5xx`, or `none`. */
  readonly answer?: AnswerClass | undefined
  /** The format it is told in. */
  readonly dialect?: string | undefined
  /** RFC 3339: at this time or later. */
  readonly createdAfter?: string | undefined
  /** RFC 3339: before this time. */
  readonly createdBefore?: string | undefined
  /** Only ids below this one: the last of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}
