import { Type } from "typebox"

import type { SandboxAccount } from "../../sandbox/account.ts"
import { listBalances } from "../../sandbox/balances.ts"
import { listCallbacks } from "../../sandbox/callbacks.ts"
import { changeAccount } from "../../sandbox/change-account.ts"
import { createAccount } from "../../sandbox/create-account.ts"
import { deleteAccount } from "../../sandbox/delete-account.ts"
import { knownSimulator } from "../../sandbox/draft-account.ts"
import { listAccounts } from "../../sandbox/list-accounts.ts"
import { openCredentials } from "../../sandbox/open-credentials.ts"
import { findSimulator } from "../../sandbox/simulators.ts"
import { type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import { accountKeyOf, accountOf, sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import {
  sandboxAccountView,
  wholeSandboxAccountView,
  type SandboxAccountView,
  type WholeSandboxAccountView,
} from "../sandbox-views.ts"
import { EndpointSettingsInBody } from "../schemas/endpoint.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { MisbehaviourInBody, SeedSchema } from "../schemas/sandbox-account.ts"

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Settings = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  maxProperties: 100,
})

const NewAccount = Type.Object(
  {
    provider: Type.String({ maxLength: 100 }),
    name: Type.Optional(Name),
    settings: Type.Optional(Settings),
    seed: Type.Optional(SeedSchema),
    connect: Type.Optional(
      Type.Boolean({
        default: true,
        description: "Also make a source of this hub that gets all webhooks of the account.",
      }),
    ),
    callback_settings: Type.Optional({
      ...EndpointSettingsInBody,
      description: "How they are sent to that source, e.g. `form`.",
    } as typeof EndpointSettingsInBody),
  },
  { additionalProperties: false },
)

const AccountChange = Type.Object(
  {
    name: Type.Optional(Name),
    seed: Type.Optional(SeedSchema),
    settings: Type.Optional({
      ...Settings,
      description: "Changes those that are named; null gives one its default again.",
    } as typeof Settings),
    misbehaviour: Type.Optional(MisbehaviourInBody),
  },
  { additionalProperties: false },
)

/** Accounts at the simulated providers. */
export function sandboxAccountRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]
  const one = { tags, params: IdInPath }

  api.post(
    "/sandbox/accounts",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "An account at a simulated provider, by default connected to a source of its own",
        body: NewAccount,
        response: { 201: refTo<WholeSandboxAccountView>("WholeSandboxAccount") },
      },
    },
    async (request, reply) => {
      const { context } = sandboxOf(hub)
      const { provider, name, settings, seed, connect = true, callback_settings } = request.body
      const { merchantId } = request.caller
      const actor = actorOf(request)
      const { host } = context
      knownSimulator(provider)
      const callbackSettings = host.readSettings(provider, callback_settings)
      if (connect) await host.demandAddress(host.baseUrl())
      const sandboxMerchantId = await host.ensureMerchant({ merchantId, actor })
      const wanted = {
        merchantId,
        sandboxMerchantId,
        provider,
        name,
        settings,
        seed: seed === undefined ? undefined : BigInt(seed),
      }
      const owner = { host, actor, connects: connect, callbackSettings }
      const { account } = await createAccount(context, wanted, owner)
      return reply.code(201).send(await shown(hub, account))
    },
  )

  api.get(
    "/sandbox/accounts",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List accounts at simulated providers",
        querystring: listQuery({ provider: Type.Optional(Type.String({ maxLength: 100 })) }),
        response: { 200: listOf<SandboxAccountView>("SandboxAccount") },
      },
    },
    async (request) => {
      const { pool, host } = sandboxOf(hub).context
      const page = pageOf("sandboxAccount", request.query)
      const { merchantId } = request.caller
      const { provider } = request.query
      const rows = await listAccounts(pool, { merchantId, provider, ...page })
      const view = (account: SandboxAccount) => sandboxAccountView(account, host.baseUrl())
      return listAnswer("sandboxAccount", page, { rows, view })
    },
  )

  api.get(
    "/sandbox/accounts/:id",
    {
      config: { scope: "read" },
      schema: {
        ...one,
        summary: "One account: how to reach it, what it has to spend, where its webhooks go",
        response: { 200: refTo<WholeSandboxAccountView>("WholeSandboxAccount") },
      },
    },
    async (request) => shown(hub, await accountOf(hub, request)),
  )

  api.patch(
    "/sandbox/accounts/:id",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Change an account: how its provider behaves and what goes wrong",
        body: AccountChange,
        response: { 200: refTo<WholeSandboxAccountView>("WholeSandboxAccount") },
      },
    },
    async (request) => {
      const { seed, ...body } = request.body
      const change = { ...body, seed: seed === undefined ? undefined : BigInt(seed) }
      await changeAccount(sandboxOf(hub).context, { ...accountKeyOf(request), change })
      return shown(hub, await accountOf(hub, request))
    },
  )

  api.delete(
    "/sandbox/accounts/:id",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Delete an account with all that it holds; its source stays",
        response: { 204: Type.Null({ description: "Deleted" }) },
      },
    },
    async (request, reply) => {
      await deleteAccount(sandboxOf(hub).context, accountKeyOf(request))
      return reply.code(204).send(null)
    },
  )
}

async function shown(hub: Hub, account: SandboxAccount): Promise<WholeSandboxAccountView> {
  const { pool, keyring, host } = sandboxOf(hub).context
  return wholeSandboxAccountView(account, {
    baseUrl: host.baseUrl(),
    credentials: await openCredentials(keyring, account),
    balances: await listBalances(pool, account),
    callbacks: await listCallbacks(pool, account, null),
    products: findSimulator(account.provider)?.products ?? [],
  })
}
