import { Link, useRouterState } from "@tanstack/react-router"
import { useEffect, useRef } from "react"

import classes from "./page-tabs.module.css"

export interface PageTab {
  readonly to: string
  readonly label: string
  readonly count?: number
  /** Its path is the beginning of its siblings' paths. */
  readonly isExact?: boolean
}

/** Sibling pages as real links; on a narrow screen the one that is open scrolls into sight. */
export function PageTabs({
  tabs,
  label,
}: {
  readonly tabs: readonly PageTab[]
  readonly label: string
}) {
  const bar = useRef<HTMLElement>(null)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    const open = bar.current?.querySelector("[aria-current=page]")
    open?.scrollIntoView({ block: "nearest", inline: "center" })
  }, [path])
  return (
    <nav ref={bar} aria-label={label} className={classes["tabs"]}>
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
