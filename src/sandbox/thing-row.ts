import type { Thing } from "./thing.ts"

/** The columns of `sandbox_things` that make a Thing. */
export const THING_COLUMNS = `kind, name, ordinal, id, reference, parent, status, state,
  next_step_at, told, created_at, updated_at`

export interface ThingRow {
  readonly kind: string
  readonly name: string
  readonly ordinal: string
  readonly id: string
  readonly reference: string | null
  readonly parent: string | null
  readonly status: string
  readonly state: Readonly<Record<string, unknown>>
  readonly next_step_at: Date | null
  readonly told: number
  readonly created_at: Date
  readonly updated_at: Date
}

export function thingFromRow(row: ThingRow): Thing {
  return {
    kind: row.kind,
    name: row.name,
    ordinal: Number(row.ordinal),
    id: row.id,
    reference: row.reference,
    parent: row.parent,
    status: row.status,
    state: row.state,
    nextStepAt: row.next_step_at,
    told: row.told,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
