import { Type } from "typebox"

import { changeSource } from "../../merchants/change-source.ts"
import { createSource } from "../../merchants/create-source.ts"
import { findSource } from "../../merchants/find-source.ts"
import { listSources } from "../../merchants/list-sources.ts"
import { plainSettings, SourceSettingsSchema } from "../../merchants/source.ts"
import { followSourceChange } from "../../pipeline/confirm/follow-source-change.ts"
import { sendSample, type SampleAnswer } from "../../pipeline/sources/send-sample.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { IdInPath, listOf, nullable, refTo } from "../schemas/parts.ts"
import { keepCredentialsAtHost } from "../keep-credentials-at-host.ts"
import {
  changedSecrets,
  knownProvider,
  readCredentials,
  readMode,
  readSecrets,
  requireUsable,
} from "../source-secrets.ts"
import { viewSource, viewSources, type SourceView } from "../source-view.ts"

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Secret = Type.String({ minLength: 1, maxLength: 4096 })
const Kind = Type.String({ maxLength: 100 })
const SecretOrList = Type.Union([Secret, Type.Array(Secret, { minItems: 1, maxItems: 20 })])
const Secrets = Type.Record(Kind, SecretOrList, { maxProperties: 10 })
const Credentials = nullable(Type.Record(Kind, Secret, { maxProperties: 10 }))

const NewSource = Type.Object(
  {
    name: Name,
    provider: Type.String({ maxLength: 100 }),
    secrets: Secrets,
    credentials: Type.Optional(Credentials),
    settings: Type.Optional(SourceSettingsSchema),
    live: Type.Optional(nullable(Type.Boolean())),
  },
  { additionalProperties: false },
)

const SourceChange = Type.Object(
  {
    name: Type.Optional(Name),
    settings: Type.Optional(SourceSettingsSchema),
    secrets: Type.Optional(
      Type.Record(Kind, nullable(SecretOrList), {
        maxProperties: 10,
        description: "Replaces the kinds that are named; null removes a kind.",
      }),
    ),
    add_secrets: Type.Optional({
      ...Secrets,
      description: "Adds live secrets beside the ones there are: the first half of a rotation.",
    } as typeof Secrets),
    remove_secrets: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        maxItems: 40,
        description: "Ids of `live_secrets` that end now: the second half of a rotation.",
      }),
    ),
    credentials: Type.Optional(Credentials),
    live: Type.Optional(nullable(Type.Boolean())),
    disabled: Type.Optional(
      Type.Boolean({ description: "A disabled source answers 404 to its provider." }),
    ),
  },
  { additionalProperties: false },
)

/** Sources: a merchant's accounts at providers. No answer ever holds a secret. */
export function sourceRoutes(api: Api, hub: Hub): void {
  const tags = ["sources"]
  api.post(
    "/sources",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Connect a provider account",
        body: NewSource,
        response: { 201: refTo<SourceView>("Source") },
      },
    },
    async (request, reply) => {
      const { name, settings, ...body } = request.body
      const provider = knownProvider(body.provider)
      const credentials = readCredentials(provider, body.credentials)
      const source = await createSource(hub.pool, hub.keyring, {
        merchantId: request.caller.merchantId,
        actor: actorOf(request),
        name,
        provider: provider.name,
        settings: settings ?? {},
        secrets: requireUsable(provider, readSecrets(provider, body.secrets)),
        credentials,
        live: readMode(provider, credentials, body.live),
      })
      return reply.code(201).send(await viewSource(hub, source))
    },
  )

  api.get(
    "/sources",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List sources",
        querystring: listQuery({ provider: Type.Optional(Type.String({ maxLength: 100 })) }),
        response: { 200: listOf<SourceView>("Source") },
      },
    },
    async (request) => {
      const page = pageOf("source", request.query)
      const { merchantId } = request.caller
      const { provider } = request.query
      const rows = await listSources(hub.pool, hub.keyring, { merchantId, provider, ...page })
      return listAnswer("source", page, { rows, view: await viewSources(hub, rows) })
    },
  )

  api.get(
    "/sources/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One source",
        params: IdInPath,
        response: { 200: refTo<SourceView>("Source") },
      },
    },
    async (request) => {
      const key = { merchantId: request.caller.merchantId, id: uuidOf("source", request.params.id) }
      return viewSource(hub, found(await findSource(hub.pool, hub.keyring, key)))
    },
  )

  api.patch(
    "/sources/:id",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Change a source",
        params: IdInPath,
        body: SourceChange,
        response: { 200: refTo<SourceView>("Source") },
      },
    },
    async (request) => {
      const { secrets, add_secrets, remove_secrets, credentials, settings, live, ...plain } =
        request.body
      const changed = await changeSource(hub.pool, hub.keyring, {
        merchantId: request.caller.merchantId,
        id: uuidOf("source", request.params.id),
        actor: actorOf(request),
        onChanged: followSourceChange,
        decide: (before) => {
          const provider = knownProvider(before.provider)
          const sealed =
            credentials === undefined ? undefined : readCredentials(provider, credentials)
          if (sealed === undefined && !request.caller.scopes.includes("admin")) {
            keepCredentialsAtHost(before, settings)
          }
          return {
            ...plain,
            settings: settings && plainSettings(settings),
            secrets: changedSecrets(hub.keyring, before, {
              provider,
              replaced: secrets,
              removed: remove_secrets,
              added: add_secrets,
            }),
            credentials: sealed,
            // A key that does not tell leaves what is known of the mode as it is.
            live: readMode(provider, sealed ?? null, live) ?? live,
          }
        },
      })
      hub.wakeReconcile?.()
      return viewSource(hub, found(changed))
    },
  )

  api.post(
    "/sources/:id/test",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Send a sample webhook to the receive URL, as the provider would",
        description:
          "A payout that says it is none, signed with the source's newest secrets. Only for a " +
          "source that is not live: `live` has to be false.",
        params: IdInPath,
        response: { 200: refTo<SampleAnswer>("SampleAnswer") },
      },
    },
    (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("source", request.params.id)
      return sendSample(hub, { merchantId, id, actor: actorOf(request) })
    },
  )
}
