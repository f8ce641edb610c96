import { Type } from "typebox"

import { Id, StringMap } from "./parts.ts"

// oxlint-disable-next-line no-control-regex -- a name never holds a control character
const NAME = "^[^\\u0000-\\u001f\\u007f]+$"

function Name(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, pattern: NAME, description })
}

const Amount = Type.Object(
  {
    value: Type.String({
      pattern: "^\\d{1,34}(\\.\\d{1,20})?$",
      examples: ["275000", "10000.00"],
      description: "Main units; no more decimals than the currency has.",
    }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", examples: ["IDR"] }),
  },
  { additionalProperties: false },
)

const Account = Type.Optional(Type.String({ minLength: 1, maxLength: 255 }))

const optional = {
  provider_id: Type.Optional(
    Name(
      600,
      "As the ledger has it: Xendit's `id`, Adyen's `pspReference` or transfer `id`, Pivot's " +
        "`uuid:referenceId`. Send it where you know it.",
    ),
  ),
  reference: Type.Optional(
    Name(
      255,
      "Your own name for it. Alone, it is the payout's only name until its provider speaks.",
    ),
  ),
  batch_provider_id: Type.Optional(
    Name(255, "The bulk payout it is part of. Pivot: the request's uuid."),
  ),
  channel_code: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  description: Type.Optional(Type.String({ maxLength: 1_000 })),
  metadata: Type.Optional(StringMap),
  destination: Type.Optional(
    Type.Object(
      { account_number: Account, account_holder_name: Account, account_type: Account },
      { additionalProperties: false, description: "Kept encrypted, shown masked." },
    ),
  ),
  estimated_arrival_at: Type.Optional(Type.String({ format: "date-time" })),
  created_at: Type.Optional(
    Type.String({ format: "date-time", description: "When you created it at the provider." }),
  ),
  replaces: Type.Optional(
    Id("payout", "The payout in whose place it was made: failed, cancelled or reversed."),
  ),
}

const AnnouncedItem = Type.Object(
  { source_id: Id("source"), amount: Amount, ...optional },
  { additionalProperties: false },
)

export const PAYOUTS_MAX = 1_000

/** One payout, or `payouts`: which of the two is for the route to say. */
export const AnnouncementBody = Type.Object(
  {
    source_id: Type.Optional(Id("source")),
    amount: Type.Optional(Amount),
    ...optional,
    payouts: Type.Optional(
      Type.Array(AnnouncedItem, {
        minItems: 1,
        maxItems: PAYOUTS_MAX,
        description: "Many at once, instead of the fields of one: all of them or none.",
      }),
    ),
  },
  {
    additionalProperties: false,
    description: "One payout (`source_id` and `amount` are needed), or many as `payouts`.",
  },
)
export type AnnouncedItemBody = Type.Static<typeof AnnouncedItem>
