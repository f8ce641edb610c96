import { ActionIcon } from "@mantine/core"
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { Actor } from "../../parts/actor.tsx"
import { Moment } from "../../parts/moment.tsx"
import { BatchStatus, PayoutStatus, PayoutStatusWord, wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { EntryDeliveries } from "./entry-deliveries.tsx"
import { EntryDetail } from "./entry-detail.tsx"
import { delayOf, effectOf, reasonOf, refusalOf } from "./entry-words.ts"
import { anchorOf, standingBefore } from "./fold-entries.ts"
import type { Delivery, Entry } from "./payout.ts"
import { TimelineMark } from "./timeline-mark.tsx"
import type { Subject } from "./timeline.tsx"
import classes from "./timeline.module.css"
import { useSources } from "../../api/use-names.ts"

/** One event: what it did, who told it and when, why not if not, and who was told of it. */
export function TimelineEntry({
  entry,
  history,
  subject,
  deliveries,
  isOpen,
  onToggle,
}: {
  readonly entry: Entry
  readonly history: readonly Entry[]
  readonly subject: Subject
  /** Of the whole subject; undefined: they are not known, and none are shown. */
  readonly deliveries?: readonly Delivery[] | undefined
  readonly isOpen: boolean
  readonly onToggle: () => void
}) {
  const words = useWords()
  const own = words.payouts.timeline
  const anchor = anchorOf(entry)
  const what = entry.sequence === null ? entry.wire_event : own.number(entry.sequence)
  const statusWord = (status: string) =>
    wordOf({ ...words.status.batch, ...words.status.payout }, status)
  const refusal = refusalOf(entry, standingBefore(history, entry), own, statusWord)
  const reason = reasonOf(entry)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <li id={anchor} className={classes["entry"]} data-open={isOpen || undefined}>
      <span className={classes["mark"]}>
        <TimelineMark effect={effectOf(entry)} />
      </span>
      <div>
        <div className={classes["head"]}>
          <Change entry={entry} subjectId={subject.id} />
          {entry.sequence !== null && (
            <Link
              to="."
              hash={anchor}
              search
              className={classes["number"]}
              aria-label={own.link(what)}
            >
              {own.number(entry.sequence)}
            </Link>
          )}
          <span className={classes["time"]}>
            <Moment at={entry.recorded_at} />
          </span>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-expanded={isOpen}
            aria-label={own.open(what)}
            onClick={onToggle}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
        </div>
        <Told entry={entry} sourceId={subject.source_id} />
        {refusal !== undefined && <div className={classes["refusal"]}>{refusal}</div>}
        {reason !== null && <div className={classes["reason"]}>{reason}</div>}
        {entry.applied && deliveries !== undefined && (
          <EntryDeliveries entry={entry} deliveries={deliveries} payoutId={subject.id} />
        )}
        {isOpen && <EntryDetail entry={entry} subjectId={subject.id} />}
      </div>
    </li>
  )
}

function Change({ entry, subjectId }: { readonly entry: Entry; readonly subjectId: string }) {
  const words = useWords()
  const own = words.payouts.timeline
  const { status, previous_status: previous } = entry
  if (!entry.applied) {
    const claimed = wordOf({ ...words.status.batch, ...words.status.payout }, status)
    return <span className={classes["change"]}>{own.claimed(claimed)}</span>
  }
  const isBatch = subjectId.startsWith("bat_")
  const Word = isBatch ? BatchStatus : PayoutStatusWord
  const now = isBatch ? (
    <Word status={status} />
  ) : (
    <PayoutStatus payout={{ ...entry, status: status as "paid" }} />
  )
  if (previous === null || previous === status) {
    return (
      <span className={classes["change"]}>
        {previous === null && own.first} {now}
      </span>
    )
  }
  return (
    <span className={classes["change"]}>
      <Word status={previous} /> {own.to} {now}
    </span>
  )
}

function Told({ entry, sourceId }: { readonly entry: Entry; readonly sourceId: string }) {
  const words = useWords().payouts.timeline
  const source = useSources().find(({ id }) => id === sourceId)
  const delay = delayOf(entry, words)
  const isPerson = entry.via === "operator"
  return (
    <div className={classes["told"]}>
      <span>
        {isPerson ? <Actor id={entry.actor} /> : words.by(words.told[entry.via] ?? entry.via)}
      </span>
      {!isPerson && source !== undefined && <span>{source.name}</span>}
      <span className={classes["wire"]}>{entry.wire_event}</span>
      {entry.message_id !== null && (
        <Link to={`/webhooks/received/${entry.message_id}`}>{words.message}</Link>
      )}
      {entry.occurred_at !== null && delay !== undefined && (
        <span className={classes["delay"]}>
          {delay} (<Moment at={entry.occurred_at} whole />)
        </span>
      )}
    </div>
  )
}
