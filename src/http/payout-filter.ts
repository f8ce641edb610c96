import { Type, type Static } from "typebox"

import type { PayoutFilter } from "../ledger/payout-page.ts"
import { readPayoutSearch } from "../ledger/payout-search.ts"
import { FAILURE_CODES } from "../payout/failure.ts"
import { CERTAINTIES, PAYOUT_STATUSES } from "../payout/status.ts"
import { filterUuid } from "./api.ts"
import { Moment, momentOf } from "./moment.ts"
import { Id } from "./schemas/parts.ts"

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 600 }))
/** In main units of the currency: `250000` finds `250000.00`. */
const Amount = Type.Optional(Type.String({ pattern: "^\\d{1,34}(\\.\\d{1,4})?$" }))

/** What narrows a list of payouts, and a download of it. */
export const PAYOUT_FILTERS = {
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 600,
      pattern: "\\S",
      description:
        "What a person has in hand, found exactly: our id, the provider's, a reference, the last " +
        "characters of the account's number, or an amount as people write it.",
    }),
  ),
  provider: Text,
  status: Type.Optional(Type.Enum([...PAYOUT_STATUSES])),
  certainty: Type.Optional(Type.Enum([...CERTAINTIES])),
  failure_code: Type.Optional(Type.Enum([...FAILURE_CODES])),
  reference: Text,
  provider_id: Text,
  source_id: Type.Optional(Id("source")),
  batch_id: Type.Optional(Id("batch")),
  currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
  live: Type.Optional(Type.Boolean()),
  has_attention: Type.Optional(
    Type.Boolean({ description: "An attention item is open for it, or none is." }),
  ),
  account_tail: Type.Optional(
    Type.String({
      pattern: "^\\S{1,4}$",
      description: "The last characters of the destination's account number, as shown.",
    }),
  ),
  amount: Amount,
  amount_from: Amount,
  amount_to: Amount,
  created_from: Moment,
  created_to: Moment,
  updated_from: Moment,
  updated_to: Moment,
}
const PayoutFilterQuery = Type.Object(PAYOUT_FILTERS)

/** But for the source, which the provider may decide: see source-of-provider. */
export function payoutFilterOf(query: Static<typeof PayoutFilterQuery>): PayoutFilter {
  return {
    search: query.search === undefined ? undefined : readPayoutSearch(query.search),
    provider: query.provider,
    status: query.status,
    certainty: query.certainty,
    failureCode: query.failure_code,
    reference: query.reference,
    providerId: query.provider_id,
    batchId: filterUuid("batch", query.batch_id),
    currency: query.currency,
    live: query.live,
    hasAttention: query.has_attention,
    accountTail: query.account_tail,
    amountFrom: query.amount ?? query.amount_from,
    amountTo: query.amount ?? query.amount_to,
    createdFrom: momentOf("created_from", query.created_from),
    createdTo: momentOf("created_to", query.created_to),
    updatedFrom: momentOf("updated_from", query.updated_from),
    updatedTo: momentOf("updated_to", query.updated_to),
  }
}
