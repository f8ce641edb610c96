/** Whose events an ordered endpoint gets one after the other: of a payout, batch or payment. */
export interface OrderKey {
  readonly merchantId: string
  readonly endpointId: string
  readonly subjectId: string
}
