import { useMediaQuery } from "@mantine/hooks"
import { Outlet, useNavigate, useParams } from "@tanstack/react-router"
import { useCallback, useEffect, useMemo } from "react"

import { FilterBar } from "../../list/filter-bar.tsx"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import classes from "./attention.module.css"
import { KindTabs } from "./kind-tabs.tsx"
import { useItemKeys } from "./use-item-keys.ts"
import { useWorkList } from "./use-work-list.ts"
import { WorkContext } from "./work-context.ts"
import { WorkRows } from "./work-rows.tsx"

// One chunk: an item is always shown beside its list, or after it.
export { ItemPane } from "./item-pane.tsx"
export { NoItem } from "./no-item.tsx"

/** What needs a person: the list at the left, the item at the right; on a phone one at a time. */
export function AttentionPage() {
  const words = useWords().attention
  const work = useWorkList()
  const { rows } = work.list
  const { id: shownId }: { readonly id?: string } = useParams({ strict: false })
  const isWide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false })
  const show = useShowItem()

  const step = useCallback(
    (by: number) => {
      const at = rows.findIndex(({ id }) => id === shownId)
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
      if (next !== undefined) show(next.id)
    },
    [rows, shownId, show],
  )
  useItemKeys(step)

  const goOn = useCallback(
    (id: string) => {
      const at = rows.findIndex((row) => row.id === id)
      const others = rows.filter((row) => row.id !== id)
      show((others[Math.max(0, at)] ?? others.at(-1))?.id)
    },
    [rows, show],
  )

  // Beside the list there is always an item; in the URL, so that it stays while others come and go.
  const first = rows[0]?.id
  useEffect(() => {
    if (isWide && shownId === undefined && first !== undefined) show(first, { isFocused: false })
  }, [isWide, shownId, first, show])

  const isSnoozedOnes = work.filters.values.which === "snoozed"
  const context = useMemo(() => ({ isWide, isSnoozedOnes, goOn }), [isWide, isSnoozedOnes, goOn])
  const isListShown = isWide || shownId === undefined
  const isItemShown = shownId !== undefined || (isWide && rows.length > 0)
  return (
    <WorkContext value={context}>
      <Page title={words.title} tabs={isListShown && <KindTabs filters={work.filters} />}>
        {isListShown && (
          <FilterBar
            filters={work.filters}
            fields={[
              {
                ...{ kind: "choice", name: "whose", label: words.filter.whose },
                choices: [
                  { value: "mine", label: words.filter.mine },
                  { value: "nobodys", label: words.filter.nobodys },
                ],
              },
              {
                ...{ kind: "choice", name: "which", label: words.filter.which },
                choices: [
                  { value: "snoozed", label: words.filter.snoozed },
                  { value: "closed", label: words.filter.closed },
                ],
              },
            ]}
          />
        )}
        <div className={isItemShown && isListShown ? classes["panes"] : undefined}>
          {isListShown && <WorkRows work={work} shownId={shownId} />}
          {isItemShown && (
            <div className={classes["pane"]}>
              <Outlet />
            </div>
          )}
        </div>
      </Page>
    </WorkContext>
  )
}

/** Shows an item, or none; the focus goes to its row, where the list is shown. */
function useShowItem() {
  const navigate = useNavigate()
  return useCallback(
    (id: string | undefined, { isFocused = true } = {}) => {
      const to = id === undefined ? "/attention" : `/attention/${id}`
      const search = ((before: object) => before) as never
      void navigate({ to, search, replace: true, resetScroll: false }).then(() => {
        if (isFocused && id !== undefined) focusRow(id)
      })
    },
    [navigate],
  )
}

function focusRow(id: string): void {
  const link = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] [data-row-link]`)
  link?.focus()
  link?.scrollIntoView({ block: "nearest" })
}
