import { Type } from "typebox"

import { findThing } from "../../sandbox/find-thing.ts"
import { listThingsPage } from "../../sandbox/list-things-page.ts"
import { findSimulator } from "../../sandbox/simulators.ts"
import { listLatestStory, listStory } from "../../sandbox/story.ts"
import type { Thing } from "../../sandbox/thing.ts"
import { filterUuid, found, type Api } from "../api.ts"
import { listAnswer, listQuery, pageLimitMax, pageOf } from "../cursor.ts"
import { accountKeyOf, accountOf, sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import { numberListAnswer, numberPageOf } from "../number-cursor.ts"
import {
  sandboxActionResultView,
  sandboxActionView,
  sandboxStoryLineView,
  sandboxThingView,
  type SandboxActionResultView,
  type SandboxActionView,
  type SandboxStoryLineView,
  type SandboxThingView,
} from "../sandbox-views.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))

/** What accounts hold, what a person may do at the provider's dashboard, and what has happened. */
export function sandboxThingRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]

  api.get(
    "/sandbox/accounts/:id/things",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What an account holds at its provider: payouts, batches, payments, …",
        params: IdInPath,
        querystring: listQuery({ kind: Text, status: Text, parent: Text, reference: Text }),
        response: { 200: listOf<SandboxThingView>("SandboxThing") },
      },
    },
    async (request) => {
      const account = await accountOf(hub, request)
      const { kind, status, parent, reference } = request.query
      const page = numberPageOf(request.query)
      const filter = { kind, status, parent, reference, ...page }
      const things = await listThingsPage(sandboxOf(hub).context.pool, account, filter)
      const number = ({ ordinal }: Thing) => ordinal
      const simulator = findSimulator(account.provider)
      const view = (thing: Thing) => sandboxThingView(thing, simulator)
      return numberListAnswer(page, things, { number, view })
    },
  )

  api.get(
    "/sandbox/accounts/:id/things/:kind/:name",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One of the things that an account holds",
        params: Type.Object({
          ...IdInPath.properties,
          kind: Type.String({ maxLength: 100 }),
          name: Type.String({ maxLength: 200 }),
        }),
        response: { 200: refTo<SandboxThingView>("SandboxThing") },
      },
    },
    async (request) => {
      const account = await accountOf(hub, request)
      const { pool } = sandboxOf(hub).context
      const thing = found((await findThing(pool, account, request.params)) ?? undefined)
      return sandboxThingView(thing, findSimulator(account.provider))
    },
  )

  api.get(
    "/sandbox/accounts/:id/actions",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What a person may do at the provider's dashboard",
        params: IdInPath,
        response: { 200: listOf<SandboxActionView>("SandboxAction") },
      },
    },
    async (request) => {
      const { provider } = await accountOf(hub, request)
      const actions = Object.entries(findSimulator(provider)?.actions ?? {})
      return { data: actions.map((entry) => sandboxActionView(...entry)), next_cursor: null }
    },
  )

  api.post(
    "/sandbox/accounts/:id/actions/:action",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Do something at the provider's dashboard",
        params: Type.Object({
          ...IdInPath.properties,
          action: Type.String({ maxLength: 100 }),
        }),
        body: Type.Object(
          { args: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
          { additionalProperties: false },
        ),
        response: { 200: refTo<SandboxActionResultView>("SandboxActionResult") },
      },
    },
    async (request) => {
      const action = { name: request.params.action, args: request.body.args ?? {} }
      return sandboxActionResultView(await sandboxOf(hub).act(accountKeyOf(request), action))
    },
  )

  api.get(
    "/sandbox/accounts/:id/story",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What has happened at a simulated provider, newest first",
        params: IdInPath,
        querystring: listQuery({
          thing: Type.Optional(
            Type.String({ minLength: 1, maxLength: 200, description: "Only of things so named." }),
          ),
          run: Type.Optional(Id("sandboxRun")),
          after: Type.Optional(
            Id(
              "sandboxLine",
              "Instead: what followed on this line, oldest first. Ask again with the last one.",
            ),
          ),
        }),
        response: { 200: listOf<SandboxStoryLineView>("SandboxStoryLine") },
      },
    },
    async (request) => {
      const account = await accountOf(hub, request)
      const { pool } = sandboxOf(hub).context
      const { query } = request
      const of = { thingName: query.thing, run: filterUuid("sandboxRun", query.run) }
      const after = filterUuid("sandboxLine", query.after)
      if (after !== undefined) {
        const limit = query.limit ?? pageLimitMax
        const lines = await listStory(pool, account, { ...of, after, limit })
        return { data: lines.map(sandboxStoryLineView), next_cursor: null }
      }
      const page = pageOf("sandboxLine", query)
      const rows = await listLatestStory(pool, account, { ...of, ...page })
      return listAnswer("sandboxLine", page, { rows, view: sandboxStoryLineView })
    },
  )
}
