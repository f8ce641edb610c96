import type { FastifyReply, FastifyRequest } from "fastify"

import type { LoginAnswer, LoginCall } from "../people/login.ts"
import type { Hub } from "./hub.ts"
import type { PersonSessions } from "./person-sessions.ts"

/** What the routes below /auth share. */
export interface LoginRoom {
  readonly hub: Hub
  readonly sessions: PersonSessions
  /** Calls better-auth for this browser, and hands on the cookies that it sets. */
  call(
    call: LoginCall,
    to: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly body?: object },
  ): Promise<LoginAnswer>
  /** Counts a try at somebody's password; it is forgotten where the work succeeds. */
  counted<Result>(
    request: FastifyRequest,
    email: string | undefined,
    work: () => Promise<Result>,
  ): Promise<Result>
}
