import { Type } from "typebox"

import { CERTAINTIES, PAYOUT_STATUSES } from "../../payout/status.ts"
import { FINDING_KINDS } from "../../reconcile/finding-kinds.ts"
import { RECONCILIATION_PHASES, RECONCILIATION_STATES } from "../../reconcile/reconciliation.ts"
import { Id, Money, nullable, Time } from "./parts.ts"

const Count = Type.Integer({ minimum: 0 })
const statementRowsMax = 50_000

export const Day = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}$",
  description: "A UTC day, of the payouts' creation.",
  examples: ["2026-11-20"],
})

export const NewReconciliation = Type.Object(
  {
    source_id: Id("source"),
    day: Day,
    statement: Type.Optional(
      Type.Array(
        Type.Object(
          {
            provider_id: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 600 }))),
            reference: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 600 }))),
            amount: Type.String({
              pattern: "^\\d{1,34}(\\.\\d{1,20})?$",
              description: "In main units: 10000.00.",
            }),
            currency: Type.String({ pattern: "^[A-Z]{3}$" }),
            status: Type.Optional(
              nullable(
                Type.String({
                  maxLength: 100,
                  description: "The provider's word; one that Paidout does not know is only kept.",
                }),
              ),
            ),
          },
          { additionalProperties: false },
        ),
        {
          maxItems: statementRowsMax,
          description:
            "What the provider's dashboard exports of the day, where its API has no list. A row " +
            "needs a provider_id or a reference.",
        },
      ),
    ),
  },
  { additionalProperties: false },
)

const Sum = Type.Object({
  count: Count,
  amount: nullable(Type.String({ pattern: "^\\d+(\\.\\d+)?$" })),
})

export const ReconciliationSchema = Type.Object(
  {
    id: Id("reconciliation"),
    source_id: Id("source"),
    day: Day,
    state: Type.Enum([...RECONCILIATION_STATES]),
    phase: Type.Enum([...RECONCILIATION_PHASES], {
      description:
        "First `ours`: payouts of the ledger are asked for. Then `theirs`: what the provider lists " +
        "is looked for.",
    }),
    total: nullable(
      Type.Integer({
        minimum: 0,
        description: "Payouts of the ledger when it began; null: too many to count.",
      }),
    ),
    checked: Type.Integer({ minimum: 0, description: "Of those, looked at so far." }),
    statement_rows: Count,
    differences: Type.Integer({
      minimum: 0,
      description: "Findings other than `not_checked`, so far.",
    }),
    summary: Type.Object({
      findings: Type.Object(Object.fromEntries(FINDING_KINDS.map((kind) => [kind, Count]))),
      equal: Type.Integer({ minimum: 0, description: "Payouts of which both say the same." }),
      presumed: Type.Integer({
        minimum: 0,
        description: "Of those, paid here by silence only, and under way at the provider.",
      }),
      confirmed: Type.Integer({
        minimum: 0,
        description: "Of those, presumed here until the provider confirmed it to this report.",
      }),
      theirs: Type.Integer({
        minimum: 0,
        description: "Payouts that the provider's list or the statement told of, so far.",
      }),
      sums: Type.Array(
        Type.Object({
          currency: nullable(Type.String()),
          status: nullable(Type.Enum([...PAYOUT_STATUSES])),
          ours: Sum,
          not_checked: Sum,
          theirs: Sum,
          difference: Type.Object({ count: Type.Integer(), amount: nullable(Type.String()) }),
        }),
        {
          description:
            "As it stood before the provider's answers were taken in. `difference` is theirs less " +
            "what of ours was checked.",
        },
      ),
      missing_here: Type.Object(
        {
          checked: Type.Boolean(),
          by: Type.Array(Type.Enum(["list", "batches", "statement"])),
          detail: nullable(Type.String()),
        },
        {
          description:
            "Whether somebody told all payouts of the day, who, and if not, why. `batches`: only " +
            "payouts of bulk payouts that the ledger knows.",
        },
      ),
      waiting_for: nullable(
        Type.Object(
          { finding: Type.String(), detail: Type.String() },
          {
            description:
              "Why it does not go on right now. It goes on by itself once that is mended.",
          },
        ),
      ),
    }),
    created_by: Type.String(),
    created_at: Time,
    finished_at: nullable(Time),
  },
  { $id: "Reconciliation" },
)

const Side = nullable(
  Type.Object({
    status: nullable(Type.Enum([...PAYOUT_STATUSES])),
    certainty: Type.Optional(Type.Enum([...CERTAINTIES])),
    provider_status: Type.Optional(Type.String()),
    amount: nullable(Money),
    by: Type.Optional(Type.Enum(["api", "list", "statement"])),
  }),
)

export const ReconciliationFindingSchema = Type.Object(
  {
    id: Id("reconciliationFinding"),
    kind: Type.Enum([...FINDING_KINDS]),
    payout_id: nullable(Id("payout")),
    provider_id: nullable(Type.String()),
    reference: nullable(Type.String()),
    ours: Side,
    theirs: Side,
    detail: nullable(Type.String()),
  },
  { $id: "ReconciliationFinding" },
)
