import { expect, test } from "vitest"

import { useResending } from "../../../test/support/resending.ts"
import type { ResendFilter } from "../../delivery/resend.ts"
import { newUuid } from "../../ids.ts"
import { estimateResend } from "./resend-many.ts"

const tests = useResending()
const done = ({ state }: { readonly state: string }) => state === "done"

test("deliveries that are named one by one are resent, and no other", async () => {
  const { merchantId } = tests.fixture
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const [failed = "", other = ""] = await tests.past(endpointId, { count: 2 })
  const [delivered = ""] = await tests.past(endpointId, { state: "delivered" })
  const deliveryIds = [failed, delivered, newUuid()]
  const estimate = (filter: ResendFilter) => estimateResend(tests.database, { merchantId, filter })

  expect(await estimate({ deliveryIds })).toMatchObject({
    total: 2,
    endpoints: [{ id: endpointId, count: 2, isActive: true, ratePerSecond: null }],
    seconds: 1,
  })
  expect(await estimate({ deliveryIds, neverDelivered: true })).toMatchObject({ total: 1 })
  await expect(estimate({ deliveryIds, endpointId })).rejects.toMatchObject({
    code: "request_invalid",
  })
  await tests.start()
  tests.startLoop()
  const { id } = await tests.resend({ deliveryIds, neverDelivered: true })
  expect(await tests.untilResend(id, done)).toMatchObject({ total: 1, delivered: 1, failed: 0 })
  expect(await tests.states([failed, other, delivered])).toEqual([
    "delivered",
    "exhausted",
    "delivered",
  ])
})
