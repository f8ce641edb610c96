import { Alert, Button, Group, Stack, Text } from "@mantine/core"
import { useLocation, useNavigate } from "@tanstack/react-router"
import { useEffect, useMemo, useRef, useState } from "react"

import { api } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { DeliveryRows } from "./delivery-rows.tsx"
import { anchorOf, foldEntries } from "./fold-entries.ts"
import type { FutureEntry } from "./future.ts"
import { FutureItem } from "./future-item.tsx"
import type { Entry } from "./payout.ts"
import { StatusButtons } from "../../list/status-buttons.tsx"
import { TimelineEntry } from "./timeline-entry.tsx"
import classes from "./timeline.module.css"

const deliveriesShownMax = 100
const VIEWS = ["all", "changes", "deliveries"] as const

export interface Subject {
  readonly id: string
  readonly provider: string
  readonly source_id: string
}

/** Everything that was heard of a payout, batch or payment, newest first; what is ahead on top. */
export function Timeline({
  subject,
  history,
  isTruncated,
  future,
}: {
  readonly subject: Subject
  readonly history: readonly Entry[]
  readonly isTruncated: boolean
  readonly future: readonly FutureEntry[]
}) {
  const words = useWords().payouts.timeline
  const filters = useFilters(["show"])
  const view = VIEWS.find((each) => each === filters.values.show) ?? "all"
  const { open, toggle } = useOpenEntries()
  const { shown, waiting, showAll } = useStillEntries(history, open.size > 0)
  const isPayout = subject.id.startsWith("po_")
  const deliveries = api.useQuery(
    "get",
    "/v1/deliveries",
    { params: { query: { payout_id: subject.id, limit: deliveriesShownMax } } },
    { enabled: isPayout },
  ).data?.data
  const kept = view === "changes" ? shown.filter(isChange) : shown
  const items = useMemo(() => foldEntries(kept), [kept])
  const buttons = (
    <StatusButtons
      label={words.show}
      value={view}
      choices={(isPayout ? VIEWS : VIEWS.slice(0, 2)).map((value) => ({
        value,
        label: words[value],
      }))}
      onChoose={(value) => filters.set("show", value === "all" ? undefined : value)}
    />
  )
  return (
    <Card title={words.title} actions={buttons}>
      {view === "deliveries" ? (
        <DeliveryRows deliveries={deliveries} />
      ) : (
        <Stack gap={0}>
          {waiting > 0 && (
            <Group justify="center" mb="xs">
              <Button size="xs" radius="xl" onClick={showAll}>
                {words.newEntries(waiting)}
              </Button>
            </Group>
          )}
          <ol className={classes["list"]}>
            {view === "all" && future.map((entry) => <FutureItem key={entry.key} entry={entry} />)}
            {items.map((item) =>
              item.kind === "entry" ? (
                <TimelineEntry
                  key={item.entry.event_id}
                  entry={item.entry}
                  history={shown}
                  subject={subject}
                  deliveries={isPayout ? deliveries : undefined}
                  isOpen={open.has(anchorOf(item.entry))}
                  onToggle={() => toggle(anchorOf(item.entry))}
                />
              ) : (
                <Fold key={item.key} entries={item.entries}>
                  {(entry) => (
                    <TimelineEntry
                      key={entry.event_id}
                      entry={entry}
                      history={shown}
                      subject={subject}
                      isOpen={open.has(anchorOf(entry))}
                      onToggle={() => toggle(anchorOf(entry))}
                    />
                  )}
                </Fold>
              ),
            )}
          </ol>
          {items.length === 0 && <Text c="dimmed">{words.empty}</Text>}
          {isTruncated && <Alert mt="sm">{words.truncated}</Alert>}
        </Stack>
      )}
    </Card>
  )
}

function isChange(entry: Entry): boolean {
  return entry.applied && entry.status !== entry.previous_status
}

function Fold({
  entries,
  children,
}: {
  readonly entries: readonly Entry[]
  readonly children: (entry: Entry) => React.ReactNode
}) {
  const words = useWords().payouts.timeline
  const hash = useLocation({ select: (location) => location.hash })
  const [isOpen, setOpen] = useState(entries.some((entry) => anchorOf(entry) === hash))
  if (isOpen) return <>{entries.map(children)}</>
  return (
    <li className={classes["entry"]}>
      <span className={classes["mark"]} />
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => setOpen(true)}
          aria-expanded={false}
        >
          {words.folded(entries.length)}
        </Button>
      </div>
    </li>
  )
}

/** Which entries are open; the one that was opened last is in the URL. */
function useOpenEntries() {
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(hash === "" ? [] : [hash]))
  const first = useRef(hash)
  useEffect(() => {
    if (first.current !== "") document.getElementById(first.current)?.scrollIntoView()
  }, [])
  return {
    open,
    toggle(anchor: string) {
      const next = new Set(open)
      const isClosed = next.delete(anchor)
      if (!isClosed) next.add(anchor)
      setOpen(next)
      void navigate({
        to: ".",
        search: true,
        hash: isClosed ? "" : anchor,
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      } as never)
    },
  }
}

/** While an entry is open, newer ones wait: nothing moves under who reads. */
function useStillEntries(history: readonly Entry[], isReading: boolean) {
  const [held, setHeld] = useState(history)
  const known = new Set(held.map((entry) => entry.event_id))
  const waiting = isReading ? history.filter((entry) => !known.has(entry.event_id)).length : 0
  useEffect(() => {
    if (!isReading || waiting === 0) setHeld(history)
  }, [history, isReading, waiting])
  return {
    shown: waiting > 0 ? held : history,
    waiting,
    showAll: () => setHeld(history),
  }
}
