import { PaidoutError } from "../errors.ts"
import { forgetEndedLogins } from "../people/forget-ended-logins.ts"
import { giveBackLoginTry } from "../people/give-back-login-try.ts"
import { LOGIN_LIMITS } from "../people/login-limits.ts"
import { takeLoginTry, type TryRate } from "../people/take-login-try.ts"
import type { Hub } from "./hub.ts"
import { addressGroup } from "./remote-address.ts"

/** Who tries: the address, and whose password it is. */
export interface Trying {
  readonly address: string | null
  readonly email?: string
}

export interface LoginTries {
  /** Before anything is checked. @throws PaidoutError rate_limited */
  take(trying: Trying): Promise<void>
  /** It was right: only wrong ones count. */
  giveBack(trying: Trying): Promise<void>
}

/** Counted in the database, so that many processes give nobody more tries than one. */
export function createLoginTries({ pool, keyring }: Pick<Hub, "pool" | "keyring">): LoginTries {
  function bucketsOf({ address, email }: Trying): readonly (readonly [Buffer, TryRate])[] {
    const ofAddress = keyring.hash(`login try of address ${addressGroup(address)}`)
    const ofEmail = keyring.hash(`login try of e-mail ${email?.toLowerCase()}`)
    return [
      [ofAddress, LOGIN_LIMITS.triesOfAddress],
      ...(email === undefined ? [] : [[ofEmail, LOGIN_LIMITS.triesOfEmail] as const]),
    ]
  }

  return {
    async take(trying) {
      await forgetEndedLogins(pool)
      for (const [name, rate] of bucketsOf(trying)) {
        const waitMs = await takeLoginTry(pool, name, rate)
        if (waitMs === 0) continue
        throw new PaidoutError("rate_limited", "Too many logins failed: wait a moment.", {
          detail: { retry_after_seconds: Math.ceil(waitMs / 1_000) },
        })
      }
    },
    async giveBack(trying) {
      for (const [name, rate] of bucketsOf(trying)) await giveBackLoginTry(pool, name, rate)
    },
  }
}
