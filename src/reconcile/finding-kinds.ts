/** `not_checked` is no difference: nobody could say. */
export const FINDING_KINDS = [
  "missing_here",
  "missing_there",
  "different_amount",
  "different_status",
  "not_checked",
] as const
export type ReconciliationFindingKind = (typeof FINDING_KINDS)[number]
