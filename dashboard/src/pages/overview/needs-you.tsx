import { Skeleton } from "@mantine/core"
import { IconAlertTriangle, IconChevronRight, IconCircleCheck } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useRefresh } from "../../live/changes.ts"
import { Moment } from "../../parts/moment.tsx"
import { countText, useOpenCount } from "../../shell/open-count.ts"
import { useWords } from "../../words/words.ts"
import classes from "./overview.module.css"

/** Who must act: how many items are open, and the one that waits longest. */
export function NeedsYou() {
  const words = useWords().overview.needsYou
  const open = useOpenCount()
  const { data } = api.useQuery("get", "/v1/attention", {
    params: { query: { limit: 1, order: "oldest", snoozed: "hide" } },
  })
  useRefresh(["attention"], "/v1/attention")
  if (data === undefined) return <Skeleton height={58} />
  const [oldest] = data.data
  if (oldest === undefined) {
    return (
      <section className={classes["calm"]} aria-label={words.label}>
        <IconCircleCheck size={20} aria-hidden />
        <span>
          <strong>{words.nothing}</strong> {words.nothingWhy}
        </span>
      </section>
    )
  }
  const { about, advice, since } = oldest
  const subject = about.reference ?? about.provider_id ?? about.name ?? ""
  return (
    <section className={classes["needed"]} aria-label={words.label}>
      <IconAlertTriangle size={20} aria-hidden />
      <span className={classes["neededText"]}>
        <strong>{words.open(countText({ ...open, count: Math.max(1, open.count) }))}</strong>
        <span>
          {words.oldest}: {subject} · <Moment at={since} />
        </span>
        <span>{advice}</span>
      </span>
      <Link to={`/attention/${oldest.id}`} className={classes["go"]}>
        {words.see} <IconChevronRight size={16} aria-hidden />
      </Link>
    </section>
  )
}
