import type { Static } from "typebox"

import { readDuration } from "../../duration.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { ClockWish } from "../../sandbox/clock/clock-context.ts"
import type { ClockReading } from "../../sandbox/clock/read-clock.ts"
import type { ClockOutlook } from "../../sandbox/clock/sandbox-clock.ts"
import type { ClockWalk } from "../../sandbox/clock/walk-clock.ts"
import { type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import type { Hub } from "../hub.ts"
import { momentOf } from "../moment.ts"
import { refTo } from "../schemas/parts.ts"
import { SandboxClockWish } from "../schemas/sandbox.ts"

/** The clock of the whole installation, where a sandbox is switched on. */
export function sandboxClockRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]

  api.get(
    "/sandbox/clock",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What time it is here, how far that is ahead, and when something happens next",
        response: { 200: refTo<SandboxOutlookView>("SandboxClock") },
      },
    },
    async (request) => outlookView(await clockOf(hub).lookAhead(), request.caller.merchantId),
  )

  api.post(
    "/sandbox/clock",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Move the clock ahead; retries, payouts and mails on the way happen as they would",
        body: SandboxClockWish,
        response: { 200: refTo<SandboxClockWalkView>("SandboxClockWalk") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const walk = await clockOf(hub).advance(wishOf(request.body), {
        merchantId,
        actor: actorOf(request),
      })
      return walkView(walk)
    },
  )
}

function clockOf(hub: Hub): NonNullable<Hub["sandboxClock"]> {
  if (hub.sandboxClock === undefined) throw new PaidoutError("sandbox_off")
  return hub.sandboxClock
}

/** @throws PaidoutError request_invalid: none of the three, several of them, or no time at all */
function wishOf(body: Static<typeof SandboxClockWish>): ClockWish {
  const { advance_seconds: seconds, advance, to } = body
  const given = [seconds, advance, to].filter((each) => each !== undefined)
  if (given.length !== 1) throw invalid("Give one of advance_seconds, advance and to.", "body")
  if (seconds !== undefined) return { byMs: Math.round(seconds * 1_000) }
  const moment = momentOf("to", to)
  if (moment !== undefined) return { toMs: Date.parse(moment) }
  const byMs = readDuration(advance ?? "")
  if (byMs === undefined) throw invalid("advance takes a duration like 24h, 90s or P7D.", "advance")
  return { byMs }
}

function invalid(message: string, field: string): PaidoutError {
  return new PaidoutError("request_invalid", message, { detail: { errors: [{ field, message }] } })
}

type SandboxOutlookView = ReturnType<typeof outlookView>
type SandboxClockWalkView = ReturnType<typeof walkView>

function clockView({ now, aheadMs }: ClockReading) {
  return { now: now.toISOString(), ahead_seconds: Math.round(aheadMs) / 1_000 }
}

/** Of another merchant's source no more is told than that there is one. */
function outlookView({ next, live, ...reading }: ClockOutlook, merchantId: string) {
  const isOwn = live?.merchantId === merchantId
  return {
    ...clockView(reading),
    next_at: next?.toISOString() ?? null,
    held_by: live === undefined ? null : { source_id: isOwn ? idText("source", live.id) : null },
  }
}

function walkView(walk: ClockWalk) {
  const { target, reached, stops } = walk
  return { ...clockView(walk), target: target.toISOString(), reached, stops }
}
