import type { ReactNode } from "react"

import classes from "./overview.module.css"

export interface HealthColumn<Row> {
  readonly label: string
  readonly isNumber?: boolean
  readonly cell: (row: Row) => ReactNode
}

/** A row per source or callback; on a narrow screen each row is a card with its labels. */
export function HealthTable<Row extends { readonly id: string }>({
  label,
  columns,
  rows,
}: {
  readonly label: string
  readonly columns: readonly HealthColumn<Row>[]
  readonly rows: readonly Row[]
}) {
  return (
    <table className={classes["health"]} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.label} scope="col" data-number={column.isNumber}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            {columns.map((column) => (
              <td key={column.label} data-label={column.label} data-number={column.isNumber}>
                <span>{column.cell(row)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
