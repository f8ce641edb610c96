import { Link } from "@tanstack/react-router"

import classes from "./page-tabs.module.css"

export interface PageTab {
  readonly to: string
  readonly label: string
  readonly count?: number
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
      {tabs.map(({ to, label, count }) => (
        <Link key={to} to={to} className={classes["tab"]} activeProps={{ "aria-current": "page" }}>
          {label}
          {count !== undefined && <span className={classes["count"]}>{count}</span>}
        </Link>
      ))}
    </nav>
  )
}
