import type { Dialect } from "../../delivery/dialect.ts"
import type { ListeningEndpoint } from "../../delivery/list-listening-endpoints.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { selectsType, subjectOf, type Change } from "../../payout/canonical.ts"
import { findDialect } from "./dialects.ts"

/** An endpoint that wants to hear of a change. */
export interface Listener {
  readonly change: Change
  readonly endpoint: ListeningEndpoint
  readonly dialect: Dialect
}

/** Which endpoints want which changes: by merchant, type, source, and what their dialect can say. */
export function chooseListeners(
  changes: readonly Change[],
  endpoints: readonly ListeningEndpoint[],
): readonly Listener[] {
  if (changes.length === 0) return []
  const speaking = endpoints.map((endpoint) => {
    const dialect = findDialect(endpoint.dialect)
    // A newer hub on this database knows it: the messages wait for that one, none is parked.
    if (dialect === undefined) throw new PaidoutError("dialect_unknown")
    return { endpoint, dialect }
  })
  return changes.flatMap((change) =>
    speaking.flatMap(({ endpoint, dialect }) =>
      endpoint.merchantId === change.merchantId &&
      selectsType(endpoint.eventTypes, change.type) &&
      (dialect.tells.includes(change.type) || dialect.takesBack?.includes(change.type) === true) &&
      listensToSource(endpoint, subjectOf(change).sourceId)
        ? [{ change, endpoint, dialect }]
        : [],
    ),
  )
}

/** Endpoints of one format share an event's bytes. */
export function formatOf(endpoint: ListeningEndpoint): string {
  const format = `${endpoint.dialect}:${endpoint.version}`
  return findDialect(endpoint.dialect)?.sharesBodies === true ? format : `${format}:${endpoint.id}`
}

export function subjectIdOf(change: Change): string {
  return subjectOf(change).id
}

export function listensToSource({ settings }: ListeningEndpoint, sourceId: string): boolean {
  const wanted = settings.source_ids
  return wanted === undefined || wanted.includes(idText("source", sourceId))
}
