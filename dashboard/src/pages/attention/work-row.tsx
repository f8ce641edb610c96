import { Link } from "@tanstack/react-router"

import { Actor } from "../../parts/actor.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Money } from "../../parts/money.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import classes from "./attention.module.css"
import { KindBadge } from "./kind-badge.tsx"
import { subjectText } from "./subject-text.ts"
import type { AttentionItem } from "./use-work-list.ts"
import { useWork } from "./work-context.ts"

/** An item in the work list: kind, amount, subject, since, advice, who looks after it. */
export function WorkRow({
  item,
  isShown,
}: {
  readonly item: AttentionItem
  readonly isShown: boolean
}) {
  const words = useWords().attention
  const { isWide, isSnoozedOnes } = useWork()
  const subject = subjectText(item)
  const { about, advice, assignee, closed_at: closedAt, snoozed_until: until } = item
  return (
    <li data-row={item.id} data-shown={isShown} className={classes["row"]}>
      <Link
        to={`/attention/${item.id}`}
        search={sameSearch}
        resetScroll={!isWide}
        className={classes["link"]}
        aria-current={isShown}
        aria-label={words.list.rowOf(wordOf(words.kind, item.kind), subject)}
        data-row-link
      />
      <span>
        <KindBadge kind={item.kind} />
      </span>
      <span className={classes["end"]}>
        {about.amount !== null && <Money amount={about.amount} />}
      </span>
      <span className={classes["subject"]}>{subject}</span>
      <span className={`${classes["soft"]} ${classes["end"]}`}>
        {isSnoozedOnes && `${words.list.until} `}
        <Moment at={isSnoozedOnes ? until : (closedAt ?? item.since)} />
      </span>
      <span className={`${classes["soft"]} ${classes["advice"]}`} data-whole={assignee === null}>
        {advice}
      </span>
      {assignee !== null && (
        <span className={`${classes["soft"]} ${classes["end"]} ${classes["owner"]}`}>
          <Actor id={assignee} />
        </span>
      )}
    </li>
  )
}

// The routes are not registered by type: the filters of the URL go along as they are.
const sameSearch = ((before: object) => before) as never
