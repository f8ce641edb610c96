import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import { idempotentRequest } from "./idempotent-request.ts"
import { noteIdempotentWork } from "./note-idempotent-work.ts"

/** A change by a person or a key. Never holds a secret: `before` and `after` are shown. */
export interface NewAuditEntry {
  readonly merchantId: string
  /** `key_…` of the API key, or `start` for what starting up ensures. */
  readonly actor: string
  /** `source.create`, `message.release`, … */
  readonly action: string
  /** The outside id of what changed. */
  readonly object: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Call it in the transaction of the change. @throws PaidoutError idempotency_in_progress */
export async function insertAudit(queryable: Queryable, entry: NewAuditEntry): Promise<void> {
  await queryable.query(
    `insert into audit_log (merchant_id, id, actor, action, object, before, after)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      entry.merchantId,
      newUuid(),
      entry.actor,
      entry.action,
      entry.object,
      entry.before === undefined ? null : JSON.stringify(entry.before),
      entry.after === undefined ? null : JSON.stringify(entry.after),
    ],
  )
  const request = idempotentRequest()
  if (request !== undefined) {
    await noteIdempotentWork(queryable, { ...request, object: entry.object })
  }
}
