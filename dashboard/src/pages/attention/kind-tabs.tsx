import { Link } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useRefresh } from "../../live/changes.ts"
import classes from "../../parts/page-tabs.module.css"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import type { useWorkFilters } from "./use-work-list.ts"

/** One tab for each kind there is something of, with how much. */
export function KindTabs({ filters }: { readonly filters: ReturnType<typeof useWorkFilters> }) {
  const words = useWords().attention
  const { kind: chosen, whose, which } = filters.values
  const assignee = whose === "mine" ? "me" : whose === "nobodys" ? "none" : undefined
  const { data } = api.useQuery("get", "/v1/attention/counts", {
    params: {
      query: {
        snoozed: which === "snoozed" ? "only" : "hide",
        ...(assignee === undefined ? {} : { assignee }),
      },
    },
  })
  useRefresh(["attention"], "/v1/attention/counts")
  const kinds = (data?.kinds ?? []).filter(({ count }) => count > 0)
  const isMissing = chosen !== undefined && !kinds.some(({ kind }) => kind === chosen)
  const tabs = [
    { kind: undefined, label: words.tabs.all, count: data?.total },
    ...kinds.map((each) => ({
      kind: each.kind,
      label: wordOf(words.kind, each.kind),
      count: each,
    })),
    ...(isMissing ? [{ kind: chosen, label: wordOf(words.kind, chosen), count: undefined }] : []),
  ]
  return (
    <nav aria-label={words.tabs.label} className={classes["tabs"]}>
      {tabs.map(({ kind, label, count }) => (
        <Link
          key={kind ?? "all"}
          to="/attention"
          search={{ kind, whose, which }}
          className={classes["tab"]}
          aria-current={kind === chosen ? "page" : undefined}
        >
          {label}
          {count !== undefined && which !== "closed" && (
            <span className={classes["count"]}>{textOf(count)}</span>
          )}
        </Link>
      ))}
    </nav>
  )

  function textOf({ count, is_capped: isCapped }: { count: number; is_capped: boolean }): string {
    const text = count.toLocaleString()
    return isCapped ? words.tabs.capped(text) : text
  }
}
