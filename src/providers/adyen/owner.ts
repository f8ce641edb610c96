/** Of whom transfers are listed; the API wants one of the three. */
export interface Owner {
  readonly name: "balancePlatform" | "accountHolderId" | "balanceAccountId"
  readonly id: string
}

/** By the form of Adyen's ids; a balance platform has a name that somebody chose. */
export function ownerOf(account: string): Owner {
  if (/^BA[0-9A-Z]{23}$/.test(account)) return { name: "balanceAccountId", id: account }
  if (/^AH[0-9A-Z]{23}$/.test(account)) return { name: "accountHolderId", id: account }
  return { name: "balancePlatform", id: account }
}

export const SET_ACCOUNT =
  "Set the source's settings.api_account to the balance platform, account holder (AH…) or balance account (BA…) whose transfers are to be listed."
