import { Type } from "typebox"

import { RUN_STATES } from "../../sandbox/scenarios/run.ts"
import { Id, nullable, refTo, Time } from "./parts.ts"
import { SeedSchema } from "./sandbox-account.ts"

const Misbehaviour = Type.Unsafe<object>({
  type: "object",
  description: "What goes wrong at first, as an account's `misbehaviour`.",
})

export const SandboxScenarioSchema = Type.Object(
  {
    name: Type.String(),
    summary: Type.String({ description: "What happens." }),
    shows: Type.String({ description: "Where the hub's ledger stands at the end." }),
    providers: Type.Array(Type.String(), { description: "Who can play it." }),
    misbehaviour: Misbehaviour,
    count: Type.Integer({ minimum: 1, description: "How many payouts, unless asked otherwise." }),
    count_max: Type.Integer({ minimum: 1 }),
  },
  { $id: "SandboxScenario" },
)

const RUN = {
  id: Id("sandboxRun"),
  scenario: Type.String(),
  account_id: Id("sandboxAccount"),
  provider: Type.String(),
  seed: SeedSchema,
  count: Type.Integer({ minimum: 1 }),
  amount: nullable(Type.String({ description: "Of each payout, where it was asked for." })),
  state: Type.Enum([...RUN_STATES]),
  progress: Type.Object({
    done: Type.Integer({ minimum: 0, description: "Instructions." }),
    of: Type.Integer({ minimum: 1 }),
  }),
  waits_for: nullable(Type.String({ description: "In words for people." })),
  next_step_at: nullable(
    Type.String({
      format: "date-time",
      description: "By the sandbox's clock; null: it has ended.",
    }),
  ),
  failure: nullable(Type.String({ description: "Why it could not go on." })),
  created_at: Time,
  finished_at: nullable(Time),
}

export const SandboxRunSchema = Type.Object(RUN, { $id: "SandboxRun" })

const Made = Type.Object({
  kind: Type.String({ description: "`payout`, `batch`, `transfer`, …" }),
  provider_id: Type.String({ description: "As the ledger's `provider_id`." }),
  part_of: nullable(Type.String({ description: "The provider's id of the request." })),
  reference: nullable(Type.String()),
  status: Type.String({ description: "The provider's own word." }),
})

export const WholeSandboxRunSchema = Type.Object(
  {
    ...RUN,
    made: Type.Array(Made, { description: "What it made, in the order made; at most 1,000." }),
    story: Type.Array(refTo("SandboxStoryLine"), {
      description: "What happened, in order; at most 500 lines. More: `story_after`.",
    }),
  },
  { $id: "WholeSandboxRun" },
)

export const NewSandboxRun = Type.Object(
  {
    account_id: Type.Optional(Id("sandboxAccount", "Which account plays it.")),
    provider: Type.Optional(
      Type.String({
        maxLength: 40,
        description: "Instead of `account_id`: your first account at this provider.",
      }),
    ),
    seed: Type.Optional(SeedSchema),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    amount: Type.Optional(
      Type.String({
        pattern: "^\\d{1,12}(\\.\\d{1,2})?$",
        examples: ["275000"],
        description: "Of each payout, in the provider's first currency: IDR, at Adyen EUR.",
      }),
    ),
  },
  { additionalProperties: false },
)
