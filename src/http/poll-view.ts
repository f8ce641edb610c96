import { Type, type Static } from "typebox"

import { findPoll } from "../reconcile/find-poll.ts"
import type { Hub } from "./hub.ts"
import { nullable, Time } from "./schemas/parts.ts"

export const PollFields = Type.Object({
  poll: nullable(
    Type.Object(
      {
        next_at: nullable(Time),
        asked_at: nullable(Time),
        tries: Type.Integer({ minimum: 0 }),
        finding: nullable(Type.String({ examples: ["not_known"] })),
        detail: nullable(Type.String()),
      },
      {
        description:
          "How asking its provider stands: when it is asked next (null: not any more), how often it " +
          "was since it stands so, and why the last try said nothing (null: it was answered).",
      },
    ),
  ),
})
export type PollOf = Static<typeof PollFields>

/** Null: its provider is not asked for it, since it came to its end. */
export async function pollOf(hub: Hub, merchantId: string, subjectId: string): Promise<PollOf> {
  const poll = await findPoll(hub.pool, { merchantId, subjectId })
  if (poll === undefined) return { poll: null }
  const { nextAt, askedAt, tries, finding, detail } = poll
  return {
    poll: {
      next_at: nextAt?.toISOString() ?? null,
      asked_at: askedAt?.toISOString() ?? null,
      tries,
      finding,
      detail,
    },
  }
}
