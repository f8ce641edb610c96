import type { FastifyReply, FastifyRequest } from "fastify"
import { Type } from "typebox"

import { PaidoutError } from "../../errors.ts"
import type { ChangeProbe } from "../../pipeline/changes/look-for-changes.ts"
import { createChangeWatch } from "../../pipeline/changes/watch-changes.ts"
import { findNewestEchoRequest } from "../../sandbox/echo/find-newest-echo-request.ts"
import { findNewestStory } from "../../sandbox/find-newest-story.ts"
import type { Api } from "../api.ts"
import type { Authentication } from "../auth.ts"
import { createChangeStreams } from "../change-streams.ts"
import type { Hub } from "../hub.ts"

const SANDBOX_PROBES: readonly ChangeProbe[] = [
  { topics: ["sandbox"], find: findNewestStory },
  { topics: ["sandbox"], find: findNewestEchoRequest },
]

/** What has changed, told as it happens: so that an open page need not ask all the time. */
export function changeRoutes(api: Api, hub: Hub, authentication: Authentication): void {
  const streams = createChangeStreams(api, hub)
  const changes = createChangeWatch({
    pool: hub.pool,
    log: hub.log,
    probes: hub.sandbox === undefined ? [] : SANDBOX_PROBES,
  })

  api.get(
    "/changes",
    {
      config: { scope: "read" },
      // A HEAD of what does not end would not end either.
      exposeHeadRoute: false,
      schema: {
        tags: ["overview"],
        summary: "What changes, as a stream of server-sent events",
        response: {
          200: {
            description:
              'Events `changed` with `{"topics": [...]}`, of `payouts` (bulk payouts and ' +
              "payments too), `messages`, `deliveries`, `attention` and `sandbox`, at most one " +
              "a second. It ends with the session or the key, and when the hub stops.",
            content: { "text/event-stream": { schema: Type.Any() } },
          },
        },
      },
    },
    (request, reply) => {
      const { caller } = request
      const stream = streams.open(caller, () => isStillAllowed(authentication, request, reply))
      const end = changes.watch(caller.merchantId, (topics) => stream.tell(topics))
      stream.readable.once("close", end)
      return reply
        .headers({
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store, no-transform",
          // Proxies that collect what they pass on would keep it until it is too late.
          "x-accel-buffering": "no",
        })
        .send(stream.readable)
    },
  )
}

/** By the check that each call goes through. Trouble of our own ends nothing. */
async function isStillAllowed(
  authentication: Authentication,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  try {
    const { merchantId } = request.caller
    await authentication.authenticate(request, reply)
    // A person may have gone on to another merchant in another tab.
    return request.caller.merchantId === merchantId
  } catch (error) {
    if (!(error instanceof PaidoutError)) return true
    return error.code !== "unauthorized" && error.code !== "forbidden"
  }
}
