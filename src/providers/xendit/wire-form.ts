import type { Units } from "./amount.ts"
import { disbursementMeaning, payoutMeaning } from "./status.ts"
import type { Meaning } from "./status.ts"

/**
 * The forms in which Xendit tells of one payout. They differ in names and places, not in meaning,
 * so one reader and one writer walk these tables.
 */
export interface WireForm {
  /** True: `{event, business_id, created, data: {…}}`. False: the payout is the body. */
  readonly enveloped: boolean
  readonly units: Units
  readonly id: string
  readonly reference: string
  /** The merchant's account: beside `event` where enveloped. */
  readonly account: string
  readonly amount: string
  readonly currency: string
  /** Where the form has no currency field. */
  readonly currencyImplied: string | null
  /** What the sender is charged; only where payouts may cross currencies. */
  readonly source: { readonly amount: string; readonly currency: string } | null
  readonly channelCode: string
  readonly description: string
  /** The object that holds the destination; none: its fields stand beside the others. */
  readonly destinationAt: readonly string[]
  readonly accountNumber: string
  readonly accountHolderName: string
  /** Does the destination object say the currency once more? */
  readonly repeatsCurrency: boolean
  meaning(wireStatus: string): Meaning | undefined
}

const flat: WireForm = {
  enveloped: true,
  units: "main",
  id: "id",
  reference: "reference_id",
  account: "business_id",
  amount: "amount",
  currency: "currency",
  currencyImplied: null,
  source: null,
  channelCode: "channel_code",
  description: "description",
  destinationAt: [],
  accountNumber: "account_number",
  accountHolderName: "account_holder_name",
  repeatsCurrency: false,
  meaning: payoutMeaning,
}

const legacyPhilippines: WireForm = {
  ...flat,
  enveloped: false,
  account: "user_id",
  accountHolderName: "account_name",
  meaning: disbursementMeaning,
}

const legacyIndonesia: WireForm = {
  ...legacyPhilippines,
  reference: "external_id",
  currencyImplied: "IDR",
  channelCode: "bank_code",
  description: "disbursement_description",
  accountHolderName: "account_holder_name",
}

export const WIRE_FORMS = {
  documented: { ...flat, destinationAt: ["channel_properties"] },
  flat,
  v3: {
    ...flat,
    units: "minor",
    id: "payout_id",
    amount: "destination_amount",
    currency: "destination_currency",
    source: { amount: "source_amount", currency: "source_currency" },
    repeatsCurrency: true,
    destinationAt: ["recipient", "account_details"],
  },
  remittance: {
    ...flat,
    enveloped: false,
    amount: "destination_amount",
    currency: "destination_currency",
    source: { amount: "origin_amount", currency: "origin_currency" },
  },
  legacyIndonesia,
  legacyPhilippines,
  legacyBatchItem: {
    ...legacyIndonesia,
    description: "description",
    accountNumber: "bank_account_number",
    accountHolderName: "bank_account_name",
  },
} as const satisfies Record<string, WireForm>
