import { Type, type TSchema } from "typebox"

import type { Misbehaviour } from "../../sandbox/misbehaviour.ts"
import { SECONDS_MAX } from "../../sandbox/settings.ts"
import { STORY_KINDS } from "../../sandbox/story.ts"
import { DELIVERY_STATES } from "../../delivery/delivery.ts"
import { attemptSchema } from "./delivery.ts"
import { EndpointSettingsSchema } from "./endpoint.ts"
import { Id, Money, nullable, refTo, StringMap, Time } from "./parts.ts"

const SLOW_MS_MAX = 60_000

const chance = (description: string) =>
  Type.Number({ minimum: 0, maximum: 1, description: `Chance. ${description}` })
const seconds = (description: string) =>
  Type.Number({ minimum: 0, maximum: SECONDS_MAX, description })

const misbehaviour = {
  duplicate: chance("A webhook comes twice."),
  delay: chance("It comes late, by up to `delay_seconds_max`."),
  delay_seconds_max: seconds("600 by default."),
  reorder: chance("It comes after the next one of the same thing."),
  reorder_seconds: seconds("How long it is held for that; 30 by default."),
  drop: chance("It does not come at all; it can be resent by hand."),
  wrong_token: chance("It carries a wrong token or signature."),
  truncate: chance("Its body ends in the middle."),
  wrong_amount: chance("It tells another amount."),
  failed_after_succeeded: chance("A payout that succeeded is told as failed afterwards."),
  reverse: chance("A payout that succeeded comes back, `reverse_after_seconds` later."),
  reverse_after_seconds: seconds("60 by default."),
  api_down: chance("A call is answered as if the provider's API were down."),
  api_slow: chance("A call is answered `api_slow_ms` late."),
  api_slow_ms: Type.Integer({ minimum: 0, maximum: SLOW_MS_MAX, description: "3000 by default." }),
} satisfies Record<keyof Misbehaviour, TSchema>

const MisbehaviourSchema = Type.Partial(Type.Object(misbehaviour), {
  description: "What goes wrong on demand; what is missing never does.",
})

type NullableFields = {
  [Kind in keyof typeof misbehaviour]: ReturnType<typeof nullable<(typeof misbehaviour)[Kind]>>
}

/** Of a change: null means never again. */
export const MisbehaviourInBody = Type.Partial(
  Type.Object(
    Object.fromEntries(
      Object.entries(misbehaviour).map(([kind, schema]) => [kind, nullable(schema)]),
    ) as NullableFields,
  ),
  { additionalProperties: false },
)

export const SeedSchema = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Decides every misbehaviour: the same seed and the same calls give the same story.",
})

const account = {
  id: Id("sandboxAccount"),
  provider: Type.String(),
  name: Type.String(),
  external_id: Type.String({
    description:
      "What the provider calls it: Pivot's merchantId, Xendit's business_id, Adyen's merchant " +
      "account code.",
  }),
  base_url: Type.String({ description: "Where the simulated provider's own paths begin." }),
  seed: SeedSchema,
  settings: StringMap,
  misbehaviour: MisbehaviourSchema,
  source_id: nullable(Id("source", "The source of this hub that was made for it.")),
  created_at: Time,
  updated_at: Time,
}

export const SandboxAccountSchema = Type.Object(account, { $id: "SandboxAccount" })

const callback = {
  id: Id("sandboxCallback"),
  product: Type.String(),
  url: Type.String(),
  settings: EndpointSettingsSchema,
  has_basic: Type.Boolean(),
  state: Type.Enum(["active", "disabled"]),
  source_id: nullable(Id("source", "It is the receive URL of this source.")),
  created_at: Time,
}

export const SandboxCallbackSchema = Type.Object(callback, { $id: "SandboxCallback" })

export const NewSandboxCallbackSchema = Type.Object(
  {
    ...callback,
    secret: Type.String({
      description: "What its webhooks carry or are signed with. Shown this once.",
    }),
  },
  { $id: "NewSandboxCallback" },
)

export const WholeSandboxAccountSchema = Type.Object(
  {
    ...account,
    credentials: Type.Record(Type.String(), Type.String(), {
      description: "Of the simulated provider's API; they open nothing else.",
    }),
    balances: Type.Array(Type.Object({ name: Type.String(), amount: Money })),
    callbacks: Type.Array(refTo("SandboxCallback")),
    products: Type.Array(Type.String(), { description: "What has callbacks." }),
  },
  { $id: "WholeSandboxAccount" },
)

interface ActionOn {
  readonly kinds: readonly string[]
  readonly argument: string
  readonly statuses: readonly string[] | null
}

const thingKey = { kind: Type.String(), name: Type.String() }

export const SandboxThingSchema = Type.Object(
  {
    id: Type.String({ description: "`kind/name`: its own within the account." }),
    ...thingKey,
    ordinal: Type.Integer({ minimum: 1, description: "Counts the account's things." }),
    status: Type.String({ description: "The provider's own word." }),
    amount: nullable(Money),
    reference: nullable(Type.String()),
    parent: Type.Union([Type.String(), Type.Null()], {
      description: "The name of what it is a part of.",
    }),
    state: StringMap,
    webhooks_told: Type.Integer({ minimum: 0 }),
    next_step_at: Type.Unsafe<string | null>({
      ...nullable(Time),
      description: "When it moves on by itself; null: not at all.",
    }),
    created_at: Time,
    updated_at: Time,
  },
  { $id: "SandboxThing" },
)

export const SandboxActionSchema = Type.Object(
  {
    name: Type.String(),
    summary: Type.String(),
    args: Type.Record(Type.String(), Type.Unknown(), {
      description:
        "JSON Schema of `args`. `suggestions` of a property are values and what comes of each.",
    }),
    on: Type.Unsafe<ActionOn | null>({
      ...nullable(
        Type.Object({
          kinds: Type.Array(Type.String()),
          argument: Type.String({ description: "Which of `args` names the thing." }),
          statuses: nullable(
            Type.Array(Type.String(), { description: "While it stands so; null: whenever." }),
          ),
        }),
      ),
      description: "What it is done to; null: it makes something, or concerns the account.",
    }),
  },
  { $id: "SandboxAction" },
)

export const SandboxActionResultSchema = Type.Object(
  {
    said: Type.String(),
    thing: nullable(Type.Object(thingKey)),
    detail: StringMap,
  },
  { $id: "SandboxActionResult" },
)

export const SandboxStoryLineSchema = Type.Object(
  {
    id: Id("sandboxLine"),
    kind: Type.Enum([...STORY_KINDS]),
    said: Type.String(),
    thing: nullable(Type.Object({ ...thingKey, ordinal: Type.Integer() })),
    detail: StringMap,
    run_id: nullable(Id("sandboxRun", "The run of a scenario that it belongs to.")),
    at: Time,
  },
  { $id: "SandboxStoryLine" },
)

const webhook = {
  id: Id("delivery"),
  callback_id: nullable(Id("sandboxCallback")),
  product: Type.String(),
  wire_event: Type.String({ description: "What the provider calls it." }),
  thing: nullable(Type.Object(thingKey)),
  state: Type.Enum([...DELIVERY_STATES], {
    description: "`missed`: swallowed by misbehaviour. Like any other it can be resent.",
  }),
  attempt_count: Type.Integer({ minimum: 0 }),
  last_status: nullable(Type.Integer()),
  last_cause: nullable(Type.String()),
  next_attempt_at: nullable(Time),
  created_at: Time,
  finished_at: nullable(Time),
}

export const SandboxWebhookSchema = Type.Object(webhook, { $id: "SandboxWebhook" })

export const WholeSandboxWebhookSchema = Type.Object(
  {
    ...webhook,
    attempts: Type.Array(attemptSchema, { description: "The newest 100, newest first." }),
  },
  { $id: "WholeSandboxWebhook" },
)
