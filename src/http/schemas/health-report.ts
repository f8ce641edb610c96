import { Type, type TSchema } from "typebox"

import { MAIL_CAUSES } from "../../mail/smtp-failure.ts"
import { HEALTH_MAIL_WHEN } from "../../merchants/health-mail.ts"
import { Id, nullable, Time } from "./parts.ts"

const Count = Type.Integer({ minimum: 0 })
const Rate = nullable(Type.Number({ minimum: 0, maximum: 1 }))
const Text = nullable(Type.String())

/** Some of them, with how many there are; null: they could not be counted in time. */
function Found<Example extends TSchema>(example: Example) {
  return nullable(Type.Object({ count: Count, examples: Type.Array(example) }))
}

const ParkedGroups = nullable(
  Type.Array(
    Type.Object({
      source_id: Id("source"),
      source_name: Type.String(),
      count: Count,
      hint: Type.String({ description: "The likely reason." }),
    }),
  ),
)

export const HealthReportSchema = Type.Object(
  {
    from: Time,
    to: Time,
    needs_attention: Type.Boolean(),
    deliveries: Type.Object(
      {
        attempts: nullable(Count),
        delivered: nullable(Count),
        estimated: Type.Boolean({
          description: "Attempts and delivered were too many to count: reckoned from a sample.",
        }),
        exhausted: nullable(Count),
        missed: nullable(Count),
        success_rate: Rate,
        first_attempt_rate: Rate,
      },
      { description: "Null: not counted in time, or a rate of nothing." },
    ),
    failing_endpoints: Found(
      Type.Object({
        endpoint_id: Id("endpoint"),
        url: Type.String(),
        failing_since: Time,
        last_status: nullable(Type.Integer()),
        last_cause: Text,
        last_error: Text,
      }),
    ),
    disabled_endpoints: Found(
      Type.Object({
        endpoint_id: Id("endpoint"),
        url: Type.String(),
        reason: Type.String(),
        last_error: Text,
      }),
    ),
    exhausted_deliveries: Found(
      Type.Object({
        delivery_id: Id("delivery"),
        endpoint_id: Id("endpoint"),
        url: Type.String(),
        type: Type.String(),
        last_status: nullable(Type.Integer()),
        last_cause: Text,
      }),
    ),
    stuck_payouts: Found(
      Type.Object({
        payout_id: Id("payout"),
        provider: Type.String(),
        reference: Text,
        status: Type.String(),
        reason: Text,
        heard_at: Time,
      }),
    ),
    quarantined: ParkedGroups,
    unrecognised: ParkedGroups,
    attention: nullable(
      Type.Array(
        Type.Object({
          kind: Type.String(),
          count: Count,
          advice: Type.String({ description: "What to do about the oldest." }),
          oldest_id: Id("attention"),
          oldest_opened_at: Time,
        }),
      ),
    ),
    subject: Type.String(),
    text: Type.String(),
    html: Type.String(),
  },
  { $id: "HealthReport" },
)

/** What a merchant may set. */
export const HealthMailFields = {
  recipients: Type.Array(Type.String({ maxLength: 254, examples: ["payments@example.com"] }), {
    maxItems: 20,
    uniqueItems: true,
    description: "Empty: no mail.",
  }),
  when: Type.Optional(
    Type.Enum([...HEALTH_MAIL_WHEN], {
      description:
        "When the report is sent: `needed` only where there is something to say. That an endpoint " +
        "was disabled is always told.",
      default: "needed",
    }),
  ),
  stuck_after_hours: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 720,
      default: 24,
      description: "A payout that is not final and was silent for so long is stuck.",
    }),
  ),
}

export const HealthMailSchema = Type.Object(
  {
    recipients: Type.Array(Type.String()),
    when: Type.Enum([...HEALTH_MAIL_WHEN]),
    stuck_after_hours: Type.Integer(),
    smtp_configured: Type.Boolean({ description: "False: this hub sends no mail." }),
    last_mail: nullable(
      Type.Object({
        kind: Type.String(),
        state: Type.Enum(["due", "sent", "given_up"]),
        subject: Text,
        tries: Count,
        accepted: Type.Array(Type.String()),
        refused: Type.Array(Type.String()),
        last_error: Text,
        created_at: Time,
        finished_at: nullable(Time),
      }),
    ),
  },
  { $id: "HealthMail" },
)

export const TestMailSchema = Type.Object(
  {
    accepted: Type.Array(Type.String(), { description: "Their server has it." }),
    refused: Type.Array(Type.Object({ address: Type.String(), answer: Type.String() })),
    answer: Type.Union([Type.String(), Type.Null()], { description: "What the server said." }),
    failure: nullable(Type.Object({ cause: Type.Enum([...MAIL_CAUSES]), answer: Type.String() })),
    duration_ms: Type.Integer(),
  },
  { $id: "TestMail" },
)
