/** What a dashboard may look at, in few words: what exactly has changed is found by looking. */
export const TOPICS = ["payouts", "messages", "deliveries", "attention", "sandbox"] as const
export type Topic = (typeof TOPICS)[number]

/** By what stands before the dot of an action in the audit log; others move nothing of these. */
const TOPICS_OF_ACTIONS: Readonly<Record<string, readonly Topic[]>> = {
  payout: ["payouts"],
  batch: ["payouts"],
  payment: ["payouts"],
  import: ["payouts", "messages"],
  message: ["messages"],
  delivery: ["deliveries"],
  endpoint: ["deliveries"],
  resend: ["deliveries"],
  attention: ["attention"],
  source: ["messages", "attention"],
  sandbox: ["sandbox"],
  sandbox_account: ["sandbox"],
  sandbox_callback: ["sandbox"],
  sandbox_run: ["sandbox"],
}

export function topicsOfAction(action: string): readonly Topic[] {
  return TOPICS_OF_ACTIONS[action.split(".")[0] ?? ""] ?? []
}
