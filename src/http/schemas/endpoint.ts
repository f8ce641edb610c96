import { Type, type TSchema } from "typebox"

import { ORDERINGS, type EndpointSettings } from "../../delivery/endpoint.ts"
import {
  CONCURRENCY_MAX,
  DISABLE_AFTER_HOURS_MAX,
  RATE_PER_SECOND_MAX,
  TIMEOUT_MS_MAX,
  TIMEOUT_MS_MIN,
} from "../../delivery/read-endpoint-settings.ts"
import { RETRY_SCHEDULES } from "../../delivery/retry-schedules.ts"
import { Id, nullable, refTo, Time } from "./parts.ts"

/** Whether one means something to the dialect is for `readEndpointSettings` to say. */
const settings = {
  timeout_ms: Type.Integer({
    minimum: TIMEOUT_MS_MIN,
    maximum: TIMEOUT_MS_MAX,
    description: "For a whole attempt. By default what the dialect waits.",
  }),
  concurrency: Type.Integer({
    minimum: 1,
    maximum: CONCURRENCY_MAX,
    description: "Attempts at the same time; 32 by default.",
  }),
  rate_per_second: Type.Integer({
    minimum: 1,
    maximum: RATE_PER_SECOND_MAX,
    description: "Attempts begun per second; no limit by default.",
  }),
  retry_schedule: Type.Enum(Object.keys(RETRY_SCHEDULES), {
    description: "By default the dialect's own.",
  }),
  retry_delays_ms: Type.Array(Type.Integer(), {
    description: "Instead of a schedule: the wait after each failed try.",
  }),
  disable_after_hours: Type.Integer({
    minimum: 0,
    maximum: DISABLE_AFTER_HOURS_MAX,
    description: "Hours of nothing but failure until it is disabled; 120 by default, 0: never.",
  }),
  source_ids: Type.Array(Id("source"), {
    description: "Only what these sources tell. By default all of the merchant's.",
  }),
  form: Type.String({
    description:
      "Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first.",
  }),
  account: Type.String({
    description:
      "pivot, xendit, adyen: the merchant account that is named. By default the one that the " +
      "event names.",
  }),
  include_presumed: Type.Boolean({
    description:
      "pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had " +
      "said it. By default it is not told: these formats cannot say the difference.",
  }),
  reversal_as_failed: Type.Boolean({
    description:
      "pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so " +
      "by default a reversal is not told.",
  }),
  retry_refusals: Type.Boolean({
    description:
      "pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no " +
      "answer.",
  }),
  require_accepted_body: Type.Boolean({
    description: "adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is.",
  }),
} satisfies Record<keyof EndpointSettings, TSchema>

/** For the body of a request: what is missing has its default. */
export const EndpointSettingsInBody = Type.Partial(
  Type.Object(settings, { additionalProperties: false }),
)

export const EndpointSettingsSchema = Type.Partial(Type.Object(settings), {
  $id: "EndpointSettings",
  description: "What is missing has its default.",
})

export const dialectDescription = [
  "How it is told. `paidout`: our own bodies under the headers of Standard Webhooks.",
  "`pivot`, `xendit`, `adyen`: events of every provider as that provider's own webhooks, for a",
  "handler that is written for it. `raw`: every request that a provider sent as it came, bytes,",
  "headers and credentials, once and also where Paidout ignores it or does not understand it; a",
  "credential that is no secret of the source is left out. A raw endpoint is tested by a sample of",
  "its provider where all its sources are of one, else by a small JSON with `endpoint.test`.",
].join(" ")

const endpoint = {
  id: Id("endpoint"),
  url: Type.String(),
  description: nullable(Type.String()),
  event_types: Type.Array(Type.String()),
  not_told: Type.Array(Type.String(), {
    description:
      "What `event_types` asks for and this dialect has no words for: it is never sent here.",
    examples: [["batch.*", "payment.*"]],
  }),
  dialect: Type.String({ description: dialectDescription }),
  version: Type.String(),
  ordering: Type.Enum([...ORDERINGS]),
  settings: refTo<EndpointSettings>("EndpointSettings"),
  has_basic: Type.Boolean({ description: "Whether deliveries carry a user and password." }),
  live_secrets: Type.Array(
    Type.Object({
      hint: Type.String({ description: "Its last characters." }),
      expires_at: Type.Union([Time, Type.Null()], {
        description: "When one that was rotated out ends; null: the current one.",
      }),
    }),
    { description: "Newest first. Never a secret itself." },
  ),
  state: Type.Enum(["active", "disabled"]),
  activity: Type.Object(
    {
      tried: Type.Integer({ minimum: 0 }),
      delivered: Type.Integer({ minimum: 0 }),
      last_status: nullable(Type.Integer()),
      last_cause: nullable(Type.String()),
    },
    {
      description:
        "Of the last 24 hours, among its newest 500 deliveries: how many were tried and how many " +
        "arrived; and what the newest that was tried came to.",
    },
  ),
  disabled_reason: Type.Union([Type.String(), Type.Null()], {
    description: "`operator`, `gone` (it answered 410) or `failing` (it took nothing for days).",
  }),
  failing_since: Type.Union([Time, Type.Null()], {
    description: "Since when nothing but failures; null: it works, or was sent nothing yet.",
  }),
  last_failure: Type.Union(
    [
      Type.Object({
        at: Time,
        status: nullable(Type.Integer()),
        cause: Type.String(),
        error: nullable(Type.String()),
      }),
      Type.Null(),
    ],
    { description: "Kept when it works again." },
  ),
  created_at: Time,
  updated_at: Time,
}

export const EndpointSchema = Type.Object(endpoint, { $id: "Endpoint" })

export const NewEndpointSchema = Type.Object(
  {
    ...endpoint,
    secret: Type.Union([Type.String(), Type.Null()], {
      description:
        "What deliveries carry or are signed with: `whsec_…` (paidout), the callback key (pivot), " +
        "the callback token (xendit), the HMAC key (adyen). Shown this once; null for raw.",
    }),
  },
  { $id: "NewEndpoint" },
)

const at_ms = Type.Integer({ minimum: 0, description: "Since the test began." })
const step = <Name extends string>(name: Name) => Type.Literal(name)

export const TestLineSchema = Type.Union(
  [
    Type.Object({ step: step("resolved"), addresses: Type.Array(Type.String()), at_ms }),
    Type.Object({
      step: step("connected"),
      address: Type.String(),
      port: Type.Integer(),
      at_ms,
    }),
    Type.Object({ step: step("secured"), protocol: Type.String(), at_ms }),
    Type.Object({ step: step("sent"), body_bytes: Type.Integer(), at_ms }),
    Type.Object({
      step: step("answered"),
      status: Type.Integer(),
      body: Type.Union([Type.String(), Type.Null()], { description: "Its first bytes, as text." }),
      at_ms,
    }),
    Type.Object({
      step: step("result"),
      status: Type.Integer({ description: "What the answer would have had without the lines." }),
      answer: Type.Unknown({
        description: "What would have been answered without the lines: the thing, or a problem.",
      }),
      at_ms,
    }),
  ],
  {
    $id: "TestLine",
    description:
      "A line of a test that is watched (`Accept: application/x-ndjson`). Steps come as they " +
      "happen, again for each further secret that is tried; `result` is the last.",
  },
)

export const TestAnswerSchema = Type.Object(
  {
    accepted: Type.Boolean({ description: "Whether it answered HTTP 200." }),
    response_status: nullable(Type.Integer()),
    response_body: nullable(Type.String()),
    cause: nullable(Type.String()),
    error: nullable(Type.String()),
    duration_ms: Type.Integer({ minimum: 0 }),
  },
  { $id: "TestAnswer" },
)
