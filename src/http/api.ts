import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox"
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify"

import { PaidoutError } from "../errors.ts"
import { idUuid, type IdKind } from "../ids.ts"
import type { Scope } from "../merchants/api-key.ts"
import type { Caller } from "./caller.ts"

/** The part of the server under /v1: routes whose schemas are also their types. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the API key must be allowed to do; every route under /v1 has one. */
    scope?: Scope
    /** Its answer is kept for nobody, not even for the same request again. */
    isNeverKept?: boolean
  }
  interface FastifyRequest {
    /** Whose request it is; only under /v1. */
    caller: Caller
  }
}

/** The UUID in a path. @throws PaidoutError not_found: it is no id of this kind. */
export function uuidOf(kind: IdKind, id: string): string {
  const uuid = idUuid(kind, id)
  if (uuid === undefined) throw new PaidoutError("not_found")
  return uuid
}

/** The UUID in a query field, which its schema has checked. */
export function filterUuid(kind: IdKind, id: string | undefined): string | undefined {
  return id === undefined ? undefined : idUuid(kind, id)
}

/** @throws PaidoutError not_found */
export function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new PaidoutError("not_found")
  return thing
}
