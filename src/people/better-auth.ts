import { betterAuth } from "better-auth"
import { hashPassword, verifyPassword } from "better-auth/crypto"
import { twoFactor } from "better-auth/plugins/two-factor"

import { newUuid } from "../ids.ts"
import type { Pool } from "../postgres/pool.ts"
import { COOKIE_PREFIX, LOGIN_LIMITS } from "./login-limits.ts"
import { createPasswordTurns } from "./password-turns.ts"

export interface LoginSettings {
  readonly pool: Pool
  /** Signs cookies and encrypts second factors. */
  readonly secret: string
  readonly isSecure: boolean
}

/** Only our own code calls it: its requests are made by login.ts and never come from outside. */
export const OWN_ORIGIN = "http://paidout.invalid"
export const ADDRESS_HEADER = "x-paidout-address"

/**
 * better-auth on our tables. It is a large module: import it when somebody logs in.
 * Origins, rates and what is reachable at all are checked before it: see src/http/login-routes.ts.
 */
export function createBetterAuth({ pool, secret, isSecure }: LoginSettings) {
  const turns = createPasswordTurns()
  const attributes = { secure: isSecure, sameSite: "strict", httpOnly: true, path: "/" } as const
  return betterAuth({
    appName: "Paidout",
    baseURL: OWN_ORIGIN,
    basePath: "/auth",
    // Both: a variable of the environment would else go before `secret`.
    secret,
    secrets: [{ version: 1, value: secret }],
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { throw: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: LOGIN_LIMITS.passwordCharactersMin,
      maxPasswordLength: LOGIN_LIMITS.passwordCharactersMax,
      password: {
        hash: (password) => turns.take(() => hashPassword(password)),
        verify: (check) => turns.take(() => verifyPassword(check)),
      },
    },
    user: {
      modelName: "people",
      fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
    },
    account: {
      modelName: "people_credentials",
      fields: {
        userId: "person_id",
        accountId: "account_id",
        providerId: "provider_id",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
    },
    session: {
      modelName: "people_sessions",
      fields: {
        userId: "person_id",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        expiresAt: "expires_at",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
      expiresIn: LOGIN_LIMITS.idleSecondsMax,
      updateAge: LOGIN_LIMITS.refreshedEverySeconds,
    },
    verification: {
      modelName: "people_verifications",
      fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" },
    },
    plugins: [
      twoFactor({
        issuer: "Paidout",
        schema: {
          user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
          twoFactor: {
            modelName: "people_second_factors",
            fields: {
              userId: "person_id",
              backupCodes: "backup_codes",
              failedVerificationCount: "failed_verification_count",
              lockedUntil: "locked_until",
            },
          },
        },
      }),
    ],
    advanced: {
      // Migrations make the tables, without the columns of logins that others vouch for.
      database: { generateId: () => newUuid(), validateSchema: false },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // The prefix is part of ours, since better-auth knows `__Secure-` only.
      useSecureCookies: false,
      cookiePrefix: isSecure ? `__Host-${COOKIE_PREFIX}` : COOKIE_PREFIX,
      defaultCookieAttributes: attributes,
    },
  })
}

export type BetterAuth = ReturnType<typeof createBetterAuth>
