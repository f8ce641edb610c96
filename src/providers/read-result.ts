import type { PaidoutEvent } from "../payout/event.ts"
import type { VendorReply } from "../vendor-call.ts"
import type { ApiAccount, Finding, FindingKind, ReadResult } from "./api.ts"
import { retryAfterMs } from "./retry-after.ts"

/** What the provider's replies to one read were found to say. */
export interface Told {
  readonly events: readonly PaidoutEvent[]
  readonly findings: readonly Finding[]
}

/** The result of a read that took these calls. No finding repeats a credential of the account. */
export function readResult(
  replies: readonly VendorReply[],
  told: Told,
  { credentials }: Pick<ApiAccount, "credentials">,
): ReadResult {
  const answers = replies.flatMap((reply) => (reply.outcome === "answered" ? [reply.answer] : []))
  const waits = answers.map(retryAfterMs).filter((wait) => wait !== null)
  return {
    calls: replies.length,
    events: told.events,
    answers,
    findings: told.findings.map((finding) => ({
      ...finding,
      detail: withoutCredentials(finding.detail, credentials),
    })),
    retryAfterMs: waits.length === 0 ? null : Math.max(...waits),
  }
}

/** Nothing was said of any that was asked for. */
export function toldNothing(kind: FindingKind, detail: string): Told {
  return { events: [], findings: [{ kind, asked: null, detail }] }
}

/** Where a server sent back what it was sent. */
function withoutCredentials(text: string, credentials: Readonly<Record<string, string>>): string {
  return Object.values(credentials)
    .filter((credential) => credential !== "")
    .reduce((hidden, credential) => hidden.replaceAll(credential, "[hidden]"), text)
}
