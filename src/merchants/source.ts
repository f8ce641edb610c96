import { Type, type Static } from "typebox"

import { seal, type DataKey } from "../seal.ts"

/** A merchant's account at a provider. Ids are UUIDs. */
export interface Source {
  readonly merchantId: string
  readonly id: string
  readonly name: string
  readonly provider: string
  /** Null until it is set or the first event tells. */
  readonly live: boolean | null
  readonly settings: SourceSettings
  readonly secrets: SourceSecrets
  readonly hasCredentials: boolean
  /** It was made together with an account of the sandbox. */
  readonly isSandbox: boolean
  readonly disabledAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Every live secret of each kind, newest first. */
export type SourceSecrets = Readonly<Record<string, readonly string[]>>

/** What opens the provider's API, one value per kind. */
export type SourceCredentials = Readonly<Record<string, string>>

export const SourceSettingsSchema = Type.Object(
  {
    base_url: Type.Optional(
      Type.String({
        pattern: "^https?://",
        maxLength: 2048,
        description: "Another host for the provider's API, e.g. a sandbox.",
      }),
    ),
    account: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          "The merchant account at the provider. Events that name another one are parked.",
      }),
    ),
    merchant_account: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: "Another spelling of `account`." }),
    ),
    api_account: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          "Adyen: the balance platform, account holder or balance account whose transfers are " +
          "listed. Default: `account`.",
      }),
    ),
    instant_payouts: Type.Optional(
      Type.Enum(["by_method", "always", "never"], {
        description: "Adyen: whether an accepted payout counts as paid at once.",
      }),
    ),
    presume_after_business_days: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: 30 }), Type.Literal("never")], {
        description:
          "Adyen: business days of silence after which an accepted payout counts as paid " +
          "(presumed). Default 2.",
      }),
    ),
    holidays: Type.Optional(
      Type.Array(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }), {
        maxItems: 400,
        description: "Days, besides weekends, that are no business days: `2026-12-25`. In UTC.",
      }),
    ),
    confirm: Type.Optional(
      Type.Enum(["never", "final"], {
        description:
          "Whether news of a final status is confirmed at the provider's API before it is believed, " +
          "where its webhooks carry only a password (Pivot, Xendit). Until then it changes nothing " +
          "and is told to no endpoint but raw ones, which get a copy of every webhook at once. Set " +
          "back to `never`, what is held is believed as it came. Default `never`.",
      }),
    ),
    reconcile_daily: Type.Optional(
      Type.Boolean({
        description:
          "Whether a reconciliation of each day is made by itself, some hours after midnight UTC. " +
          "Default false.",
      }),
    ),
    attention_off: Type.Optional(
      Type.Array(Type.Enum(["failed", "reversed"]), {
        maxItems: 2,
        uniqueItems: true,
        description: "Attention items that are not opened: your program sees to these payouts.",
      }),
    ),
    calls_per_second: Type.Optional(
      Type.Number({
        minimum: 0.01,
        maximum: 100,
        description: "How often the provider's API is called. Default: below the provider's limit.",
      }),
    ),
    rate_limit_per_second: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 10_000,
        description:
          "How many authentic webhooks a second each process takes; ten seconds' worth may come at " +
          "once. Beyond it the answer is 503 with `Retry-After`, never a 4xx: all providers send " +
          "again after a 503. Default: no limit.",
      }),
    ),
  },
  { additionalProperties: false },
)
export type SourceSettings = Static<typeof SourceSettingsSchema>

/** One spelling per setting: `merchant_account` becomes `account`. */
export function plainSettings(settings: SourceSettings): SourceSettings {
  const { merchant_account: alias, ...rest } = settings
  return alias === undefined || rest.account !== undefined ? rest : { ...rest, account: alias }
}

export function sealJson(key: DataKey, value: unknown): Buffer {
  return seal(key, Buffer.from(JSON.stringify(value), "utf8"))
}

export function openSecrets(plain: Buffer): SourceSecrets {
  return JSON.parse(plain.toString("utf8")) as SourceSecrets
}

/** How many secrets of each kind there are: what may be shown of them. */
export function secretCounts(secrets: SourceSecrets): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(secrets).map(([kind, live]) => [kind, live.length]))
}

/** A source as the audit log keeps it: without any secret. */
export function auditedSource(source: Source): object {
  return {
    name: source.name,
    provider: source.provider,
    live: source.live,
    settings: source.settings,
    secrets: secretCounts(source.secrets),
    has_credentials: source.hasCredentials,
    disabled: source.disabledAt !== null,
  }
}
