import { Button, Menu, Text } from "@mantine/core"
import { IconClockPause } from "@tabler/icons-react"

import { problemOf } from "../../api/problem.ts"
import { Moment } from "../../parts/moment.tsx"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useHubNow } from "../../live/hub-now.ts"
import { useWords } from "../../words/words.ts"
import { SNOOZES } from "./snoozes.ts"
import { useItemChanges } from "./use-item-changes.ts"
import type { AttentionItem } from "./use-work-list.ts"
import { useWork } from "./work-context.ts"

/** Lets an item wait until later: `s`. What waits leaves the list, and the next one is shown. */
export function SnoozeControl({
  item,
  mayChange,
}: {
  readonly item: AttentionItem
  readonly mayChange: boolean
}) {
  const words = useWords().attention.snooze
  const { goOn, isSnoozedOnes } = useWork()
  const { snooze } = useItemChanges(item.id)
  const now = useHubNow()
  const until = item.snoozed_until
  const isWaiting = until !== null && new Date(until) > now

  function wait(end: Date | null): void {
    snooze(end).then(
      () => {
        toast(end === null ? words.woken : words.done)
        if ((end === null) === isSnoozedOnes) goOn(item.id)
      },
      (error: unknown) => toastFailure(problemOf(error).detail || problemOf(error).title),
    )
  }

  if (!mayChange && !isWaiting) return null
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {isWaiting ? (
          <>
            {words.waiting} <Moment at={until} whole />
          </>
        ) : (
          words.label
        )}
      </Text>
      {!mayChange ? null : isWaiting ? (
        <Button
          size="compact-sm"
          variant="default"
          data-key="s"
          aria-keyshortcuts="s"
          onClick={() => wait(null)}
        >
          {words.wake}
        </Button>
      ) : (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconClockPause size={14} aria-hidden />}
              data-key="s"
              aria-keyshortcuts="s"
            >
              {words.button}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label maw={260}>{words.why}</Menu.Label>
            {SNOOZES.map(({ name, until: endOf }) => (
              <Menu.Item key={name} onClick={() => wait(endOf(now))}>
                {words[name]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}
