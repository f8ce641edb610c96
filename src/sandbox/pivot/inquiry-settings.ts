import type { Setting } from "../settings.ts"
import type { World } from "../world.ts"
import { readSettings, rupiah, seconds, shortText, type SettingsOf } from "./settings.ts"

export const INQUIRY_STATUSES = ["VALID", "WARNING", "INVALID", "PENDING"] as const
export type InquiryStatus = (typeof INQUIRY_STATUSES)[number]

const ACCOUNTS_MAX = 100

/** What nobody knows of account inquiries. BEHAVIOUR.md has the table for people. */
export const INQUIRY_SETTINGS = {
  inquiry_accounts: accounts(
    { "999966660003": "INVALID" },
    "What an account number is found to be. Only the sandbox number of an invalid account is given one, after what a payout to it says; for PENDING no number is documented.",
  ),
  inquiry_bank_record: shortText(
    "Dummy Simulation",
    "Whose the sandbox numbers 99996666… are by the bank's record: the name in the vendor's sample. Any other account is taken to be its holder's.",
  ),
  inquiry_pending_seconds: seconds(20, "How long an inquiry stays PENDING. Nobody says."),
  inquiry_fee: rupiah(
    "0",
    "Per new inquiry, from the MASTER balance. 450 was observed; 0, so that balances are easily followed.",
  ),
} as const

export type InquirySettings = SettingsOf<typeof INQUIRY_SETTINGS>

export function inquirySettings(world: World): InquirySettings {
  return readSettings(INQUIRY_SETTINGS, world.account.settings)
}

function accounts(
  fallback: Readonly<Record<string, InquiryStatus>>,
  why: string,
): Setting<Readonly<Record<string, InquiryStatus>>> {
  return {
    default: fallback,
    takes: `{account number: one of ${INQUIRY_STATUSES.join(", ")}}, at most ${ACCOUNTS_MAX}`,
    why,
    read: (value) => (isAccounts(value) ? value : undefined),
  }
}

function isAccounts(value: unknown): value is Readonly<Record<string, InquiryStatus>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  const statuses = Object.values(value)
  return (
    statuses.length <= ACCOUNTS_MAX &&
    statuses.every((status) => INQUIRY_STATUSES.some((each) => each === status))
  )
}
