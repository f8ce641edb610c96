import type { Pool } from "../postgres/pool.ts"
import type { BetterAuth } from "./better-auth.ts"
import { COOKIE_PREFIX } from "./login-limits.ts"

/** What of better-auth is used; nothing else of it can be reached. */
export const LOGIN_CALLS = {
  logIn: "POST /sign-in/email",
  logOut: "POST /sign-out",
  findSession: "GET /get-session",
  changePassword: "POST /change-password",
  beginSecondFactor: "POST /two-factor/enable",
  endSecondFactor: "POST /two-factor/disable",
  renewBackupCodes: "POST /two-factor/generate-backup-codes",
  verifyCode: "POST /two-factor/verify-totp",
  verifyBackupCode: "POST /two-factor/verify-backup-code",
} as const
export type LoginCall = keyof typeof LOGIN_CALLS

export interface LoginRequest {
  readonly cookie: string | undefined
  /** As it was found out by us: no header of a client says it. */
  readonly address: string | null
  readonly userAgent: string | undefined
  readonly body?: object
}

export interface LoginAnswer {
  readonly status: number
  readonly body: unknown
  /** As `Set-Cookie` has them. */
  readonly cookies: readonly string[]
}

export interface Login {
  /** Throws only what is nobody's fault: a database that does not answer. */
  call(call: LoginCall, request: LoginRequest): Promise<LoginAnswer>
  hashPassword(password: string): Promise<string>
  /** Of the cookie that holds the session. */
  readonly cookieName: string
}

/** People's logins. better-auth is loaded with the first of them, so that an idle hub stays small. */
export function createLogin(settings: {
  readonly pool: Pool
  readonly secret: string
  readonly isSecure: boolean
}): Login {
  let loading: Promise<Loaded> | undefined
  const load = (): Promise<Loaded> =>
    (loading ??= loadBetterAuth(settings).catch((error: unknown) => {
      loading = undefined
      throw error
    }))

  return {
    cookieName: `${settings.isSecure ? "__Host-" : ""}${COOKIE_PREFIX}.session_token`,
    async call(call, request) {
      const { auth, ownOrigin, addressHeader } = await load()
      const [method = "", path = ""] = LOGIN_CALLS[call].split(" ")
      const headers = new Headers({ origin: ownOrigin })
      if (request.cookie !== undefined) headers.set("cookie", request.cookie)
      if (request.userAgent !== undefined) headers.set("user-agent", request.userAgent)
      if (request.address !== null) headers.set(addressHeader, request.address)
      const body = method === "GET" ? undefined : JSON.stringify(request.body ?? {})
      if (body !== undefined) headers.set("content-type", "application/json")
      const response = await auth.handler(
        new Request(`${ownOrigin}/auth${path}`, {
          method,
          headers,
          ...(body !== undefined && { body }),
        }),
      )
      const text = await response.text()
      return {
        status: response.status,
        body: text === "" ? null : (JSON.parse(text) as unknown),
        cookies: response.headers.getSetCookie(),
      }
    },
    async hashPassword(password) {
      const { auth } = await load()
      return (await auth.$context).password.hash(password)
    },
  }
}

interface Loaded {
  readonly auth: BetterAuth
  readonly ownOrigin: string
  readonly addressHeader: string
}

async function loadBetterAuth(settings: Parameters<typeof createLogin>[0]): Promise<Loaded> {
  const { createBetterAuth, OWN_ORIGIN, ADDRESS_HEADER } = await import("./better-auth.ts")
  const auth = createBetterAuth(settings)
  return { auth, ownOrigin: OWN_ORIGIN, addressHeader: ADDRESS_HEADER }
}
