import type { Thing } from "../simulator.ts"
import type { InquirySettings, InquiryStatus } from "./inquiry-settings.ts"
import { secondsAfter } from "./seconds-after.ts"

export type InquiryState = {
  readonly channelCode: string
  readonly accountNumber: string
  readonly accountName: string
}

export interface InquiryResult {
  readonly status: InquiryStatus
  readonly detail?: string
}

/** `detail` comes with every status but VALID; the sentences are the inquiry page's. */
export function inquiryResult(inquiry: Thing, settings: InquirySettings, now: Date): InquiryResult {
  const { accountNumber, accountName } = inquiry.state as InquiryState
  const known = settings.inquiry_accounts[accountNumber]
  const record = accountNumber.startsWith(SANDBOX_NUMBERS)
    ? settings.inquiry_bank_record
    : accountName
  const similarity = similarityOf(accountName, record)
  const settledAt = secondsAfter(inquiry.createdAt, settings.inquiry_pending_seconds)
  const status = known === "PENDING" && now >= settledAt ? undefined : known
  switch (status ?? FOUND_AS[similarity]) {
    case "VALID":
      return { status: "VALID" }
    case "INVALID":
      return { status: "INVALID", detail: "Account number not found" }
    case "PENDING":
      return { status: "PENDING", detail: "Inquiry in progress" }
    case "WARNING":
      return { status: "WARNING", detail: warning(similarity, record) }
  }
}

const SANDBOX_NUMBERS = "99996666"

type Similarity = "same" | "similar" | "different"

const FOUND_AS = {
  same: "VALID",
  similar: "WARNING",
  different: "WARNING",
} as const satisfies Record<Similarity, InquiryStatus>

function warning(similarity: Similarity, record: string): string {
  const difference =
    similarity === "similar" ? "is not an exact match." : "does not match the bank's records."
  return (
    `The account name entered ${difference} ` +
    `Please check the account information and try again. Bank record: ${record}`
  )
}

/** What counts as similar is stated nowhere: here, a word in common. */
function similarityOf(name: string, record: string): Similarity {
  const words = wordsOf(name)
  const recorded = wordsOf(record)
  if (words.join(" ") === recorded.join(" ")) return "same"
  return words.some((word) => recorded.includes(word)) ? "similar" : "different"
}

function wordsOf(name: string): readonly string[] {
  return name.toUpperCase().split(/\s+/).filter(Boolean)
}
