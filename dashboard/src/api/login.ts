import { queryClient } from "./query-client.ts"
import { problemOf } from "./problem.ts"
import type { Me } from "./use-me.ts"

export type Role = NonNullable<Me["role"]>

export interface ShownInvitation {
  readonly merchant: { readonly name: string }
  readonly role: Role
  /** Null: for whoever holds the link. */
  readonly email: string | null
  readonly expires_at: string
}

export interface OwnSession {
  readonly id: string
  readonly address: string | null
  readonly user_agent: string | null
  readonly created_at: string
  readonly last_seen_at: string
  readonly is_this: boolean
}

export interface SecondFactor {
  readonly uri: string
  readonly backup_codes: readonly string[]
}

/** What a browser needs to log in, below /auth; each throws a problem. */
export const login = {
  needsOwner: () => call<{ readonly needs_owner: boolean }>("GET", "/setup"),
  logIn: (email: string, password: string) =>
    call<{ readonly needs_code: boolean }>("POST", "/login", { email, password }),
  sendCode: (code: string) => call("POST", "/login/code", { code }),
  sendBackupCode: (code: string) => call("POST", "/login/code", { backup_code: code }),
  logOut: () => call("POST", "/logout", {}),
  lookAtInvitation: (token: string) => call<ShownInvitation>("POST", "/invitation", { token }),
  accept: (joining: {
    readonly token: string
    readonly name: string
    readonly email: string
    readonly password: string
  }) => call("POST", "/invitation/accept", joining),
  join: (token: string) => call("POST", "/invitation/join", { token }),
  changePassword: (current: string, next: string) =>
    call("POST", "/password", { current_password: current, new_password: next }),
  beginSecondFactor: (password: string) =>
    call<SecondFactor>("POST", "/second-factor", { password }),
  confirmSecondFactor: (code: string) => call("POST", "/second-factor/confirm", { code }),
  endSecondFactor: (password: string) => call("POST", "/second-factor/end", { password }),
  renewBackupCodes: (password: string) =>
    call<Pick<SecondFactor, "backup_codes">>("POST", "/second-factor/backup-codes", { password }),
  sessions: () => call<{ readonly data: readonly OwnSession[] }>("GET", "/sessions"),
  endSession: (id: string) => call("DELETE", `/sessions/${id}`),
  endOtherSessions: () => call("DELETE", "/sessions"),
}

/** Somebody else, or nobody, is here from now on: what was read for the one before is forgotten. */
export function startAnew(path: string): void {
  queryClient.clear()
  window.location.assign(path)
}

/** Where to go after the login: a path of this very site, whatever the URL says. */
export function pathAfterLogin(next: string | undefined): string {
  if (next === undefined || !next.startsWith("/")) return "/"
  const { origin } = window.location
  const url = URL.canParse(next, origin) ? new URL(next, origin) : undefined
  return url?.origin === origin ? url.pathname + url.search + url.hash : "/"
}

async function call<Answer = null>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`/auth${path}`, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  })
  const text = await response.text()
  const answer = readJson(text)
  if (response.ok) return answer as Answer
  throw problemOf(answer) as unknown
}

function readJson(text: string): unknown {
  try {
    return text === "" ? null : (JSON.parse(text) as unknown)
  } catch {
    return null
  }
}
