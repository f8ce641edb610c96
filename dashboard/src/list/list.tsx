import { Button, Checkbox, Group, Loader, Skeleton, Text, VisuallyHidden } from "@mantine/core"
import { IconFilterOff } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useEffect, useRef, type ReactNode } from "react"

import { EmptyState } from "../parts/empty-state.tsx"
import { ProblemNote } from "../parts/problem-note.tsx"
import { useWords } from "../words/words.ts"
import classes from "./list.module.css"
import { useRowKeys } from "./use-row-keys.ts"
import type { List, Row } from "./use-list.ts"

export interface Column<Item> {
  readonly key: string
  readonly label: string
  /** A grid track: `1fr`, `minmax(8rem, 1fr)`, `7rem`. */
  readonly width: string
  readonly align?: "start" | "end"
  /** At 390 px a row is a card: its head, the end of its head, or a line (default) with its label. */
  readonly onCard?: "head" | "end" | "line" | "hidden"
  readonly cell: (row: Item) => ReactNode
  /** For screen readers only: the column is narrower than its name. */
  readonly isLabelHidden?: boolean
}

export interface Selection {
  readonly ids: ReadonlySet<string>
  toggle(id: string): void
  clear(): void
}

const skeletonRows = 8

/** Rows as real links, in the four states that a list has; cards on a narrow screen. */
export function ListView<Item extends Row>({
  list,
  columns,
  label,
  linkOf,
  linkText,
  selection,
  empty,
  filters,
}: {
  readonly list: List<Item>
  readonly columns: readonly Column<Item>[]
  /** What the list holds, for screen readers. */
  readonly label: string
  readonly linkOf?: (row: Item) => string
  /** What the link of a row is called, for screen readers. */
  readonly linkText?: (row: Item) => string
  readonly selection?: Selection
  /** Nothing yet: it teaches. */
  readonly empty: ReactNode
  readonly filters?: { readonly isEmpty: boolean; clear(): void }
}) {
  const words = useWords().shell
  const table = useRef<HTMLDivElement>(null)
  useRowKeys(table, selection)
  const tracks = [
    ...(selection === undefined ? [] : ["2rem"]),
    ...columns.map(({ width }) => width),
  ]

  if (list.state === "error") return <ProblemNote error={list.error} onAgain={list.reload} />
  if (list.state === "ready" && list.rows.length === 0 && !list.hasMore) {
    return filters === undefined || filters.isEmpty ? (
      <div className="card">{empty}</div>
    ) : (
      <NothingMatches onClear={filters.clear} />
    )
  }
  return (
    <>
      {list.waiting > 0 && (
        <Group justify="center" mb="xs">
          <Button size="xs" radius="xl" onClick={list.reload}>
            {words.live.waiting(list.waiting)}
          </Button>
        </Group>
      )}
      <div
        ref={table}
        role="table"
        aria-label={label}
        aria-busy={list.state === "loading"}
        className={`card ${classes["table"]}`}
        style={{ "--tracks": tracks.join(" ") } as React.CSSProperties}
      >
        <div role="row" className={classes["head"]}>
          {selection !== undefined && (
            <span role="columnheader" aria-label={words.list.select("")} />
          )}
          {columns.map((column) => (
            <span key={column.key} role="columnheader" data-align={column.align}>
              {column.isLabelHidden === true ? (
                <VisuallyHidden>{column.label}</VisuallyHidden>
              ) : (
                column.label
              )}
            </span>
          ))}
        </div>
        {list.state === "loading" ? (
          <LoadingRows columns={columns.length} label={words.list.loading} />
        ) : (
          list.rows.map((row) => (
            <div key={row.id} role="row" data-row={row.id} className={classes["row"]}>
              {selection !== undefined && (
                <span role="cell" className={classes["choice"]}>
                  <Checkbox
                    size="xs"
                    aria-label={words.list.select(linkText?.(row) ?? row.id)}
                    checked={selection.ids.has(row.id)}
                    onChange={() => selection.toggle(row.id)}
                  />
                </span>
              )}
              {columns.map((column, place) => (
                <span
                  key={column.key}
                  role="cell"
                  className={classes["cell"]}
                  data-align={column.align}
                  data-label={column.label}
                  data-card={column.onCard ?? "line"}
                >
                  {place === 0 && linkOf !== undefined && (
                    <Link
                      to={linkOf(row)}
                      className={classes["link"]}
                      aria-label={linkText?.(row) ?? row.id}
                      data-row-link
                    />
                  )}
                  {column.cell(row)}
                </span>
              ))}
            </div>
          ))
        )}
      </div>
      <More list={list} />
    </>
  )
}

function LoadingRows({ columns, label }: { readonly columns: number; readonly label: string }) {
  return Array.from({ length: skeletonRows }, (_, at) => (
    <div key={at} role="row" className={classes["row"]} aria-label={label}>
      {Array.from({ length: columns }, (_, place) => (
        <span key={place} role="cell" className={classes["cell"]}>
          <Skeleton height={12} width={place === 0 ? "60%" : "75%"} />
        </span>
      ))}
    </div>
  ))
}

function NothingMatches({ onClear }: { readonly onClear: () => void }) {
  const words = useWords().shell.list
  return (
    <div className="card">
      <EmptyState
        icon={IconFilterOff}
        title={words.nothingMatches}
        actions={<Button onClick={onClear}>{words.clearFilters}</Button>}
      >
        {words.nothingMatchesWhy}
      </EmptyState>
    </div>
  )
}

/** The next page comes by itself when its end is near; the button is for who does not scroll. */
function More<Item extends Row>({ list }: { readonly list: List<Item> }) {
  const words = useWords().shell.list
  const end = useRef<HTMLDivElement>(null)
  const { hasMore, isLoadingMore, loadMore } = list
  useEffect(() => {
    if (end.current === null || !hasMore || isLoadingMore) return undefined
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) loadMore()
      },
      { rootMargin: "400px" },
    )
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [hasMore, isLoadingMore, loadMore])
  if (list.state !== "ready") return null
  return (
    <Group ref={end} justify="center" py="sm" mih={52}>
      {isLoadingMore ? (
        <Loader size="sm" aria-label={words.loading} />
      ) : hasMore ? (
        <Button variant="default" size="xs" onClick={loadMore}>
          {words.more}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {words.end}
        </Text>
      )}
    </Group>
  )
}
