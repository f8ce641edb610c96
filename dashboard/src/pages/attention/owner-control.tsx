import { Button, Group, Menu, Text } from "@mantine/core"
import { IconChevronDown } from "@tabler/icons-react"

import { problemOf } from "../../api/problem.ts"
import { useMe } from "../../api/use-me.ts"
import { Actor, useActors } from "../../parts/actor.tsx"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useItemChanges } from "./use-item-changes.ts"
import type { AttentionItem } from "./use-work-list.ts"

const peopleMax = 20

/** Who looks after it; `a` makes it mine, and not mine any more. */
export function OwnerControl({
  item,
  mayChange,
}: {
  readonly item: AttentionItem
  readonly mayChange: boolean
}) {
  const words = useWords().attention.owner
  const me = useMe()
  const people = useActors().filter(({ kind, id }) => kind === "person" && id !== me?.id)
  const { assign } = useItemChanges(item.id)
  const isMine = me !== undefined && item.assignee === me.id

  function give(assignee: string | null, done: string): void {
    assign(assignee).then(
      () => toast(done),
      (error: unknown) => toastFailure(problemOf(error).detail || problemOf(error).title),
    )
  }

  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {words.label}
      </Text>
      <Group gap={6}>
        <Text size="sm" fw={550}>
          {item.assignee === null ? words.nobody : <Actor id={item.assignee} />}
        </Text>
        {mayChange && (
          <Button.Group>
            <Button
              size="compact-sm"
              variant="default"
              data-key="a"
              aria-keyshortcuts="a"
              onClick={() => (isMine ? give(null, words.freed) : give("me", words.taken))}
            >
              {isMine ? words.release : words.take}
            </Button>
            {people.length > 0 && (
              <Menu position="bottom-start">
                <Menu.Target>
                  <Button size="compact-sm" variant="default" aria-label={words.assign} px={4}>
                    <IconChevronDown size={14} aria-hidden />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {people.slice(0, peopleMax).map(({ id, name }) => (
                    <Menu.Item key={id} onClick={() => give(id, words.given)}>
                      {name}
                    </Menu.Item>
                  ))}
                  {item.assignee !== null && (
                    <Menu.Item onClick={() => give(null, words.freed)}>{words.release}</Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            )}
          </Button.Group>
        )}
      </Group>
    </div>
  )
}
