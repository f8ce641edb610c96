/** What a merchant has of a payout that it announces: under which names its provider will tell of it. */
export interface AnnouncedNames {
  readonly providerId: string | null
  readonly reference: string | null
  readonly batchProviderId: string | null
}

/** What is wrong with them: which field, and one sentence on what to send instead. */
export interface AnnouncedFault {
  readonly field: "provider_id" | "reference" | "batch_provider_id"
  readonly fault: string
}
