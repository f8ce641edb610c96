import { randomInt } from "node:crypto"
import { Type, type Static } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { findFirstAccount } from "../../sandbox/find-first-account.ts"
import type { HostedSandbox } from "../../sandbox/sandbox-context.ts"
import { beginRun, knownScenario } from "../../sandbox/scenarios/begin-run.ts"
import { cancelRun } from "../../sandbox/scenarios/cancel-run.ts"
import { findRun } from "../../sandbox/scenarios/find-run.ts"
import { listRuns } from "../../sandbox/scenarios/list-runs.ts"
import { readRun } from "../../sandbox/scenarios/read-run.ts"
import { RUN_STATES } from "../../sandbox/scenarios/run.ts"
import type { Scenario } from "../../sandbox/scenarios/scenario.ts"
import { SCENARIOS } from "../../sandbox/scenarios/scenarios.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import { sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { NewSandboxRun } from "../schemas/sandbox-scenarios.ts"
import {
  runView,
  scenarioView,
  wholeRunView,
  type RunView,
  type ScenarioView,
  type WholeRunView,
} from "../sandbox-run-view.ts"

/** Short enough to be typed again. */
const RANDOM_SEED_MAX = 1_000_000

/** Stories that an account of the sandbox plays by itself. */
export function sandboxScenarioRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]

  api.get(
    "/sandbox/scenarios",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List scenarios and what each shows",
        response: { 200: listOf<ScenarioView>("SandboxScenario") },
      },
    },
    () => {
      sandboxOf(hub)
      return { data: SCENARIOS.map(scenarioView), next_cursor: null }
    },
  )

  api.post(
    "/sandbox/scenarios/:name",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Play a scenario; an account plays one at a time",
        params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
        body: NewSandboxRun,
        response: { 202: refTo<RunView>("SandboxRun") },
      },
    },
    async (request, reply) => {
      const context = sandboxOf(hub).context
      const { merchantId } = request.caller
      const { seed = randomInt(RANDOM_SEED_MAX), count, amount } = request.body
      const scenario = knownScenario(request.params.name)
      const account = await accountFor(context, merchantId, { ...request.body, scenario })
      const id = await beginRun(context, {
        account,
        actor: actorOf(request),
        wanted: { scenario: scenario.name, seed: BigInt(seed), count, amount },
      })
      sandboxOf(hub).wake()
      return reply.code(202).send(runView(found(await findRun(hub.pool, { merchantId, id }))))
    },
  )

  api.get(
    "/sandbox/runs",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List runs of scenarios",
        querystring: listQuery({
          account_id: Type.Optional(Id("sandboxAccount")),
          state: Type.Optional(Type.Enum([...RUN_STATES])),
        }),
        response: { 200: listOf<RunView>("SandboxRun") },
      },
    },
    async (request) => {
      sandboxOf(hub)
      const { query } = request
      const page = pageOf("sandboxRun", query)
      const rows = await listRuns(hub.pool, {
        merchantId: request.caller.merchantId,
        accountId: filterUuid("sandboxAccount", query.account_id),
        state: query.state,
        ...page,
      })
      return listAnswer("sandboxRun", page, { rows, view: runView })
    },
  )

  api.get(
    "/sandbox/runs/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One run: how far it is, what it made and what happened",
        params: IdInPath,
        querystring: Type.Object(
          {
            story_after: Type.Optional(
              Id("sandboxLine", "Only what happened after this line of the story."),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<WholeRunView>("WholeSandboxRun") },
      },
    },
    async (request) => {
      const { pool } = sandboxOf(hub).context
      const { merchantId } = request.caller
      const id = uuidOf("sandboxRun", request.params.id)
      const storyAfter = filterUuid("sandboxLine", request.query.story_after) ?? null
      return wholeRunView(found(await readRun(pool, { merchantId, id }, storyAfter)))
    },
  )

  api.post(
    "/sandbox/runs/:id/cancel",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Cancel a run: what it made goes on, without what went wrong",
        params: IdInPath,
        response: { 200: refTo<RunView>("SandboxRun") },
      },
    },
    async (request) => {
      const context = sandboxOf(hub).context
      const { merchantId } = request.caller
      const id = uuidOf("sandboxRun", request.params.id)
      const run = found(await findRun(context.pool, { merchantId, id }))
      await cancelRun(context, { ...run, actor: actorOf(request) })
      return runView(found(await findRun(context.pool, { merchantId, id })))
    },
  )
}

async function accountFor(
  { pool }: HostedSandbox,
  merchantId: string,
  asked: Static<typeof NewSandboxRun> & { readonly scenario: Scenario },
): Promise<{ readonly merchantId: string; readonly id: string }> {
  if (asked.account_id !== undefined && asked.provider !== undefined) {
    throw new PaidoutError("request_invalid", "Give account_id or provider, not both.")
  }
  const id = filterUuid("sandboxAccount", asked.account_id)
  if (id !== undefined) return { merchantId, id }
  const able = Object.keys(asked.scenario.scripts)
  const providers = asked.provider === undefined ? able : [asked.provider]
  const first = await findFirstAccount(pool, { merchantId, providers })
  if (first !== undefined) return first
  throw new PaidoutError(
    "not_found",
    `There is no account of the sandbox at ${providers.join(" or ")}: POST /v1/sandbox/accounts.`,
  )
}
