import { Table } from "@mantine/core"
import type { ReactNode } from "react"

import { localText } from "../../parts/time-text.ts"
import { useWords } from "../../words/words.ts"
import { countText, sumOf } from "./figure-text.ts"
import classes from "./overview.module.css"

export interface ChartLine {
  readonly name: string
  readonly color: string
  readonly counts: readonly number[]
  /** Lines differ by more than their colour. */
  readonly dash?: string
}

/** A chart for eyes, with its sums in words and its numbers as a table for everybody. */
export function ChartFigure({
  title,
  times,
  lines,
  children,
}: {
  readonly title: string
  readonly times: readonly string[]
  readonly lines: readonly ChartLine[]
  readonly children: ReactNode
}) {
  const words = useWords().overview.charts
  const sums = lines
    .map(({ name, counts }) => words.total(name, countText(sumOf(counts))))
    .join(", ")
  const places = times.flatMap((_, place) =>
    lines.some(({ counts }) => (counts[place] ?? 0) > 0) ? [place] : [],
  )
  return (
    <figure className={classes["chart"]}>
      <div aria-hidden>{children}</div>
      <figcaption className={classes["note"]}>{sums}</figcaption>
      <details className={classes["details"]}>
        <summary>{words.asTable}</summary>
        {places.length === 0 ? (
          <p className={classes["note"]}>{words.nothing}</p>
        ) : (
          <div className={classes["numbersTable"]} tabIndex={0} role="group" aria-label={title}>
            <Table className="numbers" aria-label={title}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{words.time}</Table.Th>
                  {lines.map(({ name }) => (
                    <Table.Th key={name} ta="end">
                      {name}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {places.map((place) => (
                  <Table.Tr key={place}>
                    <Table.Td>{localText(new Date(times[place] ?? 0))}</Table.Td>
                    {lines.map(({ name, counts }) => (
                      <Table.Td key={name} ta="end">
                        {countText(counts[place] ?? 0)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </details>
    </figure>
  )
}
