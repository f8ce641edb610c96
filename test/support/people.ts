import { expect } from "vitest"

import { FIRST_API_KEY } from "./test-hub.ts"

export type Role = "owner" | "operator" | "viewer"

export const PASSWORD = "correct horse battery staple"

/** Somebody who is logged in at a hub: as a browser is, by a cookie. */
export interface LoggedIn {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly cookie: string
  /** A call as one of the hub's own pages makes it. */
  call(target: string, options?: CallOptions): Promise<Called>
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the person's. Null: none. */
  readonly cookie?: string | null
}

export interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what it asked for
  readonly json: any
}

interface At {
  readonly url: string
}

/** What a browser sends with what a page of this very site asks for. */
const OWN_PAGE = { "sec-fetch-site": "same-origin" }

export async function callAsPage(
  { url }: At,
  target: string,
  { body, headers = {}, cookie = null }: CallOptions = {},
): Promise<Called> {
  const [method = "", path = ""] = target.split(" ")
  const response = await fetch(url + path, {
    method,
    headers: {
      ...OWN_PAGE,
      ...(cookie !== null && { cookie }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
}

/** The token of a new link; made by the API key, as `paidout invite` does. */
export async function inviteToken(
  { url }: At,
  invitation: { readonly role: Role; readonly email?: string },
  key = FIRST_API_KEY,
): Promise<string> {
  const response = await fetch(`${url}/v1/invitations`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(invitation),
  })
  const made = (await response.json()) as { readonly url: string }
  expect(response.status, JSON.stringify(made)).toBe(201)
  return made.url.slice(made.url.lastIndexOf("/") + 1)
}

let made = 0

/** A new person who has opened a link for this role and chosen a password. */
export async function joinAs(at: At, role: Role, key = FIRST_API_KEY): Promise<LoggedIn> {
  made += 1
  const [name, email] = [`${role} ${made}`, `${role}-${made}@example.com`]
  const token = await inviteToken(at, { role }, key)
  const body = { token, name, email, password: PASSWORD }
  const joined = await callAsPage(at, "POST /auth/invitation/accept", { body })
  expect(joined.status, joined.text).toBe(204)
  return whoIs(at, { name, email, cookie: cookieOf(joined) })
}

/** The same person on another browser. */
export async function logInAgain(at: At, { name, email }: LoggedIn): Promise<LoggedIn> {
  const body = { email, password: PASSWORD }
  const loggedIn = await callAsPage(at, "POST /auth/login", { body })
  expect(loggedIn.status, loggedIn.text).toBe(200)
  return whoIs(at, { name, email, cookie: cookieOf(loggedIn) })
}

async function whoIs(
  at: At,
  person: { readonly name: string; readonly email: string; readonly cookie: string },
): Promise<LoggedIn> {
  const call: LoggedIn["call"] = (target, options) =>
    callAsPage(at, target, { cookie: person.cookie, ...options })
  const me = await call("GET /v1/me")
  expect(me.status, me.text).toBe(200)
  return { ...person, id: me.json.id as string, call }
}

/** `name=value` of every cookie that the answer sets. */
export function cookieOf({ headers }: Pick<Called, "headers">): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(";")))
    .join("; ")
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
