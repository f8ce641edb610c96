import { says } from "./misbehaving-vendor.ts"

export const API_KEY = "xnd_development_Qm9yYXg4TGFudGVybg"

export const NOT_FOUND = says(404, { error_code: "DATA_NOT_FOUND", message: "Payout not found" })

/** As the page about reading a payout prints one, with values of our own. */
export const V2 = {
  id: "disb-2204918837465",
  amount: 75_000.5,
  channel_code: "PH_GCASH",
  currency: "PHP",
  description: "Prize of the raffle",
  reference_id: "raffle-0118",
  status: "REQUESTED",
  created: "2026-02-03T04:03:41.120Z",
  updated: "2026-02-03T04:03:41.702Z",
  estimated_arrival_time: "2026-02-03T04:18:41.118Z",
  business_id: "62c4d1e09a3b7f0012ab34cd",
  channel_properties: { account_number: "09179876543", account_holder_name: "Jose Dela Cruz" },
}
export const V3 = {
  payout_id: "po-5b8e2f10-7d4c-4c61-9a37-0d9e6f1b2c84",
  status: "SUCCEEDED",
  reference_id: "wages-44",
  type: "B2C",
  source_currency: "PHP",
  source_amount: 50_000,
  destination_currency: "PHP",
  destination_amount: 50_000,
  sender: { type: "BUSINESS", business_name: "Lantern Market" },
  recipient: {
    type: "INDIVIDUAL",
    given_name: "Liza",
    account_details: { currency: "PHP", account_number: "09171112223", routing_type_1: "WALLET" },
  },
  created: "2026-06-11T08:00:00Z",
  updated: "2026-06-11T08:01:30Z",
  business_id: "62c4d1e09a3b7f0012ab34cd",
}
