/** The tenant: every row belongs to one. */
export interface Merchant {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
}

export interface MerchantRow {
  readonly id: string
  readonly name: string
  readonly created_at: Date
}

export function merchantFromRow(row: MerchantRow): Merchant {
  return { id: row.id, name: row.name, createdAt: row.created_at }
}
