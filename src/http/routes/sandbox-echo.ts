import { Type, type Static } from "typebox"

import { changeEcho } from "../../sandbox/echo/change-echo.ts"
import { createEcho } from "../../sandbox/echo/create-echo.ts"
import { deleteEcho } from "../../sandbox/echo/delete-echo.ts"
import type { Echo, EchoAnswer } from "../../sandbox/echo/echo.ts"
import { findEcho } from "../../sandbox/echo/find-echo.ts"
import { findEchoRequest } from "../../sandbox/echo/find-echo-request.ts"
import { findEchoSenders } from "../../sandbox/echo/find-echo-senders.ts"
import { listEchoes } from "../../sandbox/echo/list-echoes.ts"
import { listEchoRequests } from "../../sandbox/echo/list-echo-requests.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { actorOf, type Caller } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import {
  echoRequestView,
  echoView,
  wholeEchoRequestView,
  type EchoRequestView,
  type EchoView,
  type WholeEchoRequestView,
} from "../echo-view.ts"
import { sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { NewSandboxEcho, SandboxEchoInBody } from "../schemas/sandbox-echo.ts"

const NAME = "Receiver"
const ANSWER: EchoAnswer = { status: 200, delayMs: 0, body: "" }

/** Receivers of the sandbox's own: what comes to their URLs is kept and shown. */
export function sandboxEchoRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]
  const view = (echo: Echo) => echoView(echo, sandboxOf(hub).context.host.baseUrl())

  api.get(
    "/sandbox/echo",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List receivers",
        response: { 200: listOf<EchoView>("SandboxEcho") },
      },
    },
    async (request) => {
      const { pool } = sandboxOf(hub).context
      const echoes = await listEchoes(pool, request.caller.merchantId)
      return { data: echoes.map(view), next_cursor: null }
    },
  )

  api.post(
    "/sandbox/echo",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Make a receiver: a URL that keeps what it is sent and answers as you say",
        body: NewSandboxEcho,
        response: { 201: refTo<EchoView>("SandboxEcho") },
      },
    },
    async (request, reply) => {
      const { name = NAME, answer = {} } = request.body
      const echo = await createEcho(sandboxOf(hub).context, {
        merchantId: request.caller.merchantId,
        actor: actorOf(request),
        name,
        answer: {
          status: answer.status ?? ANSWER.status,
          delayMs: answer.delay_ms ?? ANSWER.delayMs,
          body: answer.body ?? ANSWER.body,
        },
      })
      return reply.code(201).send(view(echo))
    },
  )

  api.get(
    "/sandbox/echo/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One receiver and what it answers",
        params: IdInPath,
        response: { 200: refTo<EchoView>("SandboxEcho") },
      },
    },
    async (request) => view(await echoOf(hub, request)),
  )

  api.put(
    "/sandbox/echo/:id",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Say what a receiver answers from now on",
        params: IdInPath,
        body: SandboxEchoInBody,
        response: { 200: refTo<EchoView>("SandboxEcho") },
      },
    },
    async (request) => {
      const { name, answer } = request.body
      const changed = await changeEcho(sandboxOf(hub).context, {
        ...keyOf(request),
        actor: actorOf(request),
        name,
        answer: answerOf(answer),
      })
      return view(changed)
    },
  )

  api.delete(
    "/sandbox/echo/:id",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Delete a receiver with all that it was sent",
        params: IdInPath,
        response: { 204: Type.Null({ description: "Deleted" }) },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      await deleteEcho(sandboxOf(hub).context, { ...keyOf(request), actor })
      return reply.code(204).send(null)
    },
  )

  api.get(
    "/sandbox/echo/:id/requests",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What a receiver was sent, newest first: the last 100, for a week",
        params: IdInPath,
        querystring: listQuery({}),
        response: { 200: listOf<EchoRequestView>("SandboxEchoRequest") },
      },
    },
    async (request) => {
      const { merchantId, id: echoId } = await echoOf(hub, request)
      const page = pageOf("echoRequest", request.query)
      const { pool } = sandboxOf(hub).context
      const rows = await listEchoRequests(pool, { merchantId, echoId, ...page })
      return listAnswer("echoRequest", page, { rows, view: echoRequestView })
    },
  )

  api.get(
    "/sandbox/echo/:id/requests/:request_id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One request with its headers; its body needs the scope `raw`",
        params: Type.Object({
          ...IdInPath.properties,
          request_id: Type.String({ maxLength: 100 }),
        }),
        response: { 200: refTo<WholeEchoRequestView>("WholeSandboxEchoRequest") },
      },
    },
    async (request) => {
      const { context } = sandboxOf(hub)
      const echo = await echoOf(hub, request)
      const id = uuidOf("echoRequest", request.params.request_id)
      const key = { merchantId: echo.merchantId, echoId: echo.id, id }
      const whole = found(await findEchoRequest(context, key))
      const senders = await findEchoSenders(context, echo)
      const live = senders.flatMap(({ credentials: { secrets, basic } }) => [
        ...secrets,
        ...(basic === null ? [] : [`${basic.username}:${basic.password}`]),
      ])
      const isRaw = request.caller.scopes.includes("raw")
      return wholeEchoRequestView(whole, { keyring: hub.keyring, live, isRaw })
    },
  )
}

interface EchoRequestOf {
  readonly caller: Caller
  readonly params: { readonly id: string }
}

function keyOf({ caller, params }: EchoRequestOf) {
  return { merchantId: caller.merchantId, id: uuidOf("echo", params.id) }
}

/** @throws PaidoutError sandbox_off, not_found */
async function echoOf(hub: Hub, request: EchoRequestOf): Promise<Echo> {
  const { pool } = sandboxOf(hub).context
  return found(await findEcho(pool, keyOf(request)))
}

function answerOf(answer: Static<typeof SandboxEchoInBody>["answer"]): EchoAnswer {
  return { status: answer.status, delayMs: answer.delay_ms, body: answer.body }
}
