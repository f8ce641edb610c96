import { expect, test } from "vitest"

import type { ListeningEndpoint } from "../../delivery/list-listening-endpoints.ts"
import { newUuid } from "../../ids.ts"
import { EVENT_TYPES, type Change, type EventType } from "../../payout/canonical.ts"
import { samplePayout } from "../../payout/sample-payout.ts"
import { chooseListeners } from "./choose-listeners.ts"

const AT = "2026-11-21T09:00:00.000Z"
const payout = samplePayout({ provider: "pivot", at: AT, newUuid })

function changeOf(type: EventType): Change {
  return {
    subject: "payout",
    payout,
    eventId: newUuid(),
    merchantId: payout.merchantId,
    type,
    previousStatus: null,
    sequence: 1,
    at: AT,
    occurredAt: null,
    wireEvent: "any",
    told: null,
  }
}

function heardBy(dialect: string, eventTypes: readonly string[]): readonly string[] {
  const endpoint: ListeningEndpoint = {
    merchantId: payout.merchantId,
    id: newUuid(),
    eventTypes,
    dialect,
    version: "1",
    ordering: "none",
    settings: {},
    state: "active",
    revision: "1",
  }
  const changes = EVENT_TYPES.filter((type) => type.startsWith("payout.")).map(changeOf)
  return chooseListeners(changes, [endpoint]).map(({ change }) => change.type)
}

test("an endpoint hears what its dialect has words for, and what takes one back", () => {
  expect(heardBy("xendit", ["*"])).toEqual([
    "payout.paid",
    "payout.failed",
    "payout.cancelled",
    "payout.reversed",
  ])
  expect(heardBy("pivot", ["payout.*"])).toHaveLength(6)
})

test("an endpoint hears nothing that it did not ask for", () => {
  expect(heardBy("xendit", ["payout.paid"])).toEqual(["payout.paid"])
  expect(heardBy("xendit", ["payment.*"])).toEqual([])
})
