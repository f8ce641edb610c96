import type { Channel } from "./channels.ts"

const DUITNOW = [
  "MOBILE_NO",
  "NATIONAL_ID",
  "PASSPORT",
  "BUSINESS_REGISTRATION",
  "BANK_ACCOUNT",
] as const
const THAI = ["MOBILE_NO", "NATIONAL_ID", "BANK_ACCOUNT"] as const
const ONLY_ACCOUNTS = ["BANK_ACCOUNT"] as const

export const ACCOUNT_TYPE_DEFAULT = "BANK_ACCOUNT"

/** What an account number may be at this channel. */
export function accountTypesOf(channel: Pick<Channel, "code" | "currency">): readonly string[] {
  if (channel.code === "MY_DUITNOW") return DUITNOW
  return channel.currency === "THB" ? THAI : ONLY_ACCOUNTS
}

/** Does it take a mobile number or the like in place of an account number? */
export function takesProxies(channel: Pick<Channel, "code" | "currency">): boolean {
  return accountTypesOf(channel).length > 1
}
