import { Type } from "typebox"

import { ATTENTION_ACTIONS } from "../../payout/attention-actions.ts"
import { ATTENTION_KINDS, ATTENTION_SUBJECTS } from "../../payout/attention.ts"
import { Id, Money, nullable, StringMap, Time } from "./parts.ts"

/** Why an operator does something: it is kept. */
export const Reason = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: "\\S",
  description: "Why; kept in the audit log, and in the history of what changes.",
})

const Text = nullable(Type.String())

const about = Type.Object(
  {
    provider: Text,
    name: nullable(Type.String({ description: "Of its source; of an endpoint its URL." })),
    status: Text,
    reason: Text,
    certainty: Text,
    reference: Text,
    provider_id: Text,
    amount: Type.Union([Money, Type.Null()], {
      description: "Of a batch the sum of its counters, where they are known.",
    }),
  },
  { description: "What is known now of its subject; null: nothing, or it has no such thing." },
)

const item = {
  id: Id("attention"),
  kind: Type.String({ description: `One of: ${ATTENTION_KINDS.join(", ")}.` }),
  subject: Type.Enum([...ATTENTION_SUBJECTS]),
  subject_id: Type.String(),
  source_id: nullable(Id("source")),
  about,
  advice: Type.String({ description: "What to do, in one sentence." }),
  actions: Type.Array(
    Type.Object({
      action: Type.Enum(Object.keys(ATTENTION_ACTIONS)),
      label: Type.String(),
      needs_reason: Type.Boolean(),
    }),
    { description: "What can be done about it here; none once it is closed." },
  ),
  links: Type.Array(Type.Object({ label: Type.String(), url: Type.String({ format: "uri" }) }), {
    description: "Where the provider's own part of it is done.",
  }),
  detail: StringMap,
  since: Type.String({
    format: "date-time",
    description: "Since when it stands so: not after `opened_at`.",
  }),
  opened_at: Time,
  closed_at: nullable(Time),
  closed_because: nullable(Type.String()),
  closed_by: Type.Union([Type.String(), Type.Null()], {
    description: "Who closed it; null: what was heard since did, or it is open.",
  }),
  assignee: Type.Union([Type.String(), Type.Null()], {
    description: "`per_…` or `key_…` of who looks after it; null: nobody.",
  }),
  snoozed_until: Type.Union([Time, Type.Null()], {
    description: "Until then it may wait; a fact that changes the item wakes it before.",
  }),
}

export const AttentionItemSchema = Type.Object(item, { $id: "AttentionItem" })

const Count = Type.Integer({ minimum: 0 })

export const ActedOnAttentionSchema = Type.Object(
  {
    ...item,
    release: Type.Union(
      [Type.Object({ released: Count, still_refused: Count, left: Count }), Type.Null()],
      {
        description:
          "Of `release`: how many settle now, how many do not verify with today's secrets, and " +
          "how many were not looked at yet: call again for them. Else null.",
      },
    ),
  },
  { $id: "ActedOnAttention" },
)

const CappedCount = {
  count: Count,
  is_capped: Type.Boolean({ description: "There may be more: nobody counted on." }),
}

export const AttentionCountsSchema = Type.Object(
  {
    total: Type.Object(CappedCount),
    kinds: Type.Array(Type.Object({ kind: Type.String(), ...CappedCount })),
  },
  { $id: "AttentionCounts" },
)
