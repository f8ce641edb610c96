import type { Outcome } from "./plans.ts"
import type { XenditSettings } from "./settings.ts"

/** What happens next to a payout by itself. */
export type Step =
  | {
      readonly do: "review" | "reject" | "route" | "send" | "ready" | "lock" | "succeed" | "reverse"
      readonly afterSeconds: number
    }
  | {
      readonly do: "fail" | "contradict"
      readonly failureCode: string
      readonly afterSeconds: number
    }
  | { readonly do: "expire"; readonly at: string }

/** Sooner or later: `afterSeconds` counts from the step before. */
export function momentOf(step: Step, now: Date): Date {
  if (step.do !== "expire") return new Date(now.getTime() + step.afterSeconds * 1_000)
  return new Date(Math.max(now.getTime(), Date.parse(step.at)))
}

/**
 * The whole way of a payout, decided when it is made. What the way meets (an offline channel, an
 * empty balance, a cancel) changes it later.
 */
export function courseOf(
  outcome: Outcome,
  of: {
    readonly settings: XenditSettings
    readonly createdAt: Date
    /** Until when cash can be picked up; null: it is no cash payout. */
    readonly expiresAt: string | null
    /** Does it pass through ROUTING, as those of v3 do? */
    readonly isRouted: boolean
  },
): readonly Step[] {
  const { settings, createdAt, expiresAt } = of
  const { afterSeconds } = outcome
  const wait = settings.requested_after_seconds
  const route: readonly Step[] = of.isRouted ? [{ do: "route", afterSeconds: wait }] : []
  const send: readonly Step[] = [...route, { do: "send", afterSeconds: wait }]
  const succeed = (after?: number) =>
    expiresAt === null
      ? [{ do: "succeed", afterSeconds: after ?? settings.succeeded_after_seconds } as const]
      : pickUp(settings, after)
  switch (outcome.name) {
    case "stuck_accepted":
      return []
    case "in_review":
      return [{ do: "review", afterSeconds: wait }]
    case "rejected":
      return [
        { do: "review", afterSeconds: wait },
        { do: "reject", afterSeconds: afterSeconds ?? settings.failed_after_seconds },
      ]
    case "stuck_requested":
      return expiresAt === null ? send : [...send, { do: "expire", at: expiresAt }]
    case "expired": {
      // Only cash that nobody fetches expires.
      if (expiresAt === null) return send
      const seconds = afterSeconds ?? settings.expired_after_seconds
      const at = new Date(createdAt.getTime() + seconds * 1_000).toISOString()
      return [...send, { do: "expire", at }]
    }
    case "failed": {
      const failureCode = outcome.failureCode ?? "TRANSFER_ERROR"
      return [...send, failing(failureCode, afterSeconds ?? settings.failed_after_seconds)]
    }
    case "succeeded":
      return [...send, ...succeed(afterSeconds)]
    case "reversed":
      return [
        ...send,
        ...succeed(),
        { do: "reverse", afterSeconds: afterSeconds ?? settings.reversed_after_seconds },
      ]
  }
}

export function failing(failureCode: string, afterSeconds: number): Step {
  return { do: "fail", failureCode, afterSeconds }
}

/** Cash: ready, then in the hands of the recipient. */
function pickUp(settings: XenditSettings, after: number | undefined): readonly Step[] {
  const { locked_seconds: locked } = settings
  const pickedUp = after ?? settings.picked_up_after_seconds
  const ready: Step = { do: "ready", afterSeconds: settings.ready_after_seconds }
  if (locked === 0) return [ready, { do: "succeed", afterSeconds: pickedUp }]
  return [ready, { do: "lock", afterSeconds: pickedUp }, { do: "succeed", afterSeconds: locked }]
}
