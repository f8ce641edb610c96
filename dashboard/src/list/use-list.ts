import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query"
import { useCallback, useEffect, useMemo, useState } from "react"

import { client } from "../api/client.ts"
import { useChanges, type Topic } from "../live/changes.ts"

/** Anything that a list of the API holds. */
export interface Row {
  readonly id: string
}

interface ListPage<Item> {
  readonly data: readonly Item[]
  readonly next_cursor: string | null
}

export interface List<Item extends Row> {
  readonly rows: readonly Item[]
  readonly state: "loading" | "error" | "ready"
  readonly error: unknown
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  loadMore(): void
  reload(): void
  /** How many newer rows wait; `reload` shows them. */
  readonly waiting: number
}

const rowsPerPage = 50
/** A filtered page may be short though there is more behind it: so many are followed at once. */
const shortPagesMax = 20

/**
 * A list of the API by its path and filters, page by page. While it is open its rows are kept up
 * to date in place; newer ones are counted and wait, so that nothing moves under the reader.
 */
export function useList<Item extends Row>(
  path: string,
  options: {
    readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
    /** What the list shows, for the live stream; default: it is not kept up to date. */
    readonly topics?: readonly Topic[]
    readonly isEnabled?: boolean
  } = {},
): List<Item> {
  const { query = {}, topics = [], isEnabled = true } = options
  const queries = useQueryClient()
  // By its text: a caller makes its query afresh with every rendering.
  const keyText = JSON.stringify(["get", path, "list", query])
  const key = useMemo(() => JSON.parse(keyText) as readonly unknown[], [keyText])
  const [waiting, setWaiting] = useState(0)

  const found = useInfiniteQuery({
    queryKey: key,
    enabled: isEnabled,
    initialPageParam: null as string | null,
    getNextPageParam: (last: ListPage<Item>) => last.next_cursor,
    queryFn: ({ pageParam }) => readFilledPage<Item>(key, pageParam),
  })

  const refresh = useCallback(async () => {
    const held = queries.getQueryData<InfiniteData<ListPage<Item>>>(key)
    if (held === undefined) return
    const head = await readPage<Item>(key, null)
    const fresh = new Map(head.data.map((row) => [row.id, row]))
    const shown = new Set(held.pages.flatMap(({ data }) => data.map(({ id }) => id)))
    // Nothing is shown yet that could move under the reader.
    if (shown.size === 0) {
      queries.setQueryData<InfiniteData<ListPage<Item>>>(key, {
        pages: [head],
        pageParams: [null],
      })
      return
    }
    setWaiting([...fresh.keys()].filter((id) => !shown.has(id)).length)
    queries.setQueryData<InfiniteData<ListPage<Item>>>(key, {
      ...held,
      pages: held.pages.map((page) => ({
        ...page,
        data: page.data.map((row) => fresh.get(row.id) ?? row),
      })),
    })
  }, [key, queries])

  useChanges(topics, () => void refresh().catch(() => {}))
  useEffect(() => setWaiting(0), [key])

  return {
    rows: found.data?.pages.flatMap(({ data }) => data) ?? [],
    state: found.isPending ? "loading" : found.data === undefined ? "error" : "ready",
    error: found.error,
    hasMore: found.hasNextPage,
    isLoadingMore: found.isFetchingNextPage,
    loadMore: () => void found.fetchNextPage(),
    reload() {
      setWaiting(0)
      void queries.resetQueries({ queryKey: key })
    },
    waiting,
  }
}

async function readFilledPage<Item extends Row>(
  key: readonly unknown[],
  cursor: string | null,
): Promise<ListPage<Item>> {
  let page = await readPage<Item>(key, cursor)
  const rows = [...page.data]
  for (let followed = 1; followed < shortPagesMax; followed += 1) {
    if (rows.length >= rowsPerPage / 2 || page.next_cursor === null) break
    page = await readPage<Item>(key, page.next_cursor)
    rows.push(...page.data)
  }
  return { data: rows, next_cursor: page.next_cursor }
}

async function readPage<Item extends Row>(
  [, path, , filters]: readonly unknown[],
  cursor: string | null,
): Promise<ListPage<Item>> {
  const query = {
    limit: rowsPerPage,
    ...(filters as object),
    ...(cursor === null ? {} : { cursor }),
  }
  const { data, error } = await client.GET(path as never, { params: { query } } as never)
  if (error !== undefined) throw error as unknown
  return data
}
