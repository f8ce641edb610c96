import { Link } from "@tanstack/react-router"

import classes from "./page-tabs.module.css"

export interface PageTab {
  readonly to: string
  readonly label: string
  readonly count?: number
  /** Its path is the beginning of its siblings' paths. */
  readonly isExact?: boolean
}

/** Sibling pages as real links. */
export function PageTabs({
  tabs,
  label,
}: {
  readonly tabs: readonly PageTab[]
  readonly label: string
}) {
  return (
    <nav aria-label={label} className={classes["tabs"]}>
      {tabs.map(({ to, label, count, isExact = false }) => (
        <Link
          key={to}
          to={to}
          className={classes["tab"]}
          activeOptions={{ exact: isExact, includeSearch: false }}
          activeProps={{ "aria-current": "page" }}
        >
          {label}
          {count !== undefined && <span className={classes["count"]}>{count}</span>}
        </Link>
      ))}
    </nav>
  )
}
