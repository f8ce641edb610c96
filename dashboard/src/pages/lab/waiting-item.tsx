import { Button, Group, Text } from "@mantine/core"
import { IconHandStop } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useState } from "react"

import { useMay } from "../../api/use-me.ts"
import { Badge } from "../../parts/badge.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Money } from "../../parts/money.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import type { WaitingList } from "./approval-page.tsx"
import { thingLink } from "./thing-link.ts"
import { useAct, type Account, type SandboxThing } from "./use-lab.ts"

/** One that waits: how much, since when, and the two things that can be done. */
export function WaitingItem({
  account,
  thing,
  list,
}: {
  readonly account: Account
  readonly thing: SandboxThing
  readonly list: WaitingList
}) {
  const words = useWords().lab.approval
  const mayWrite = useMay("write")
  const { act, isActing } = useAct()
  const [error, setError] = useState<unknown>()
  const items = Number(thing.state["items"] ?? 1)

  async function approve(): Promise<void> {
    setError(undefined)
    try {
      await act(account.id, list.approve, { [list.argument]: thing.name })
    } catch (failure) {
      setError(failure)
    }
  }

  return (
    <li className="card" style={{ listStyle: "none", padding: "0.75rem" }}>
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Group gap="sm">
            <Badge look={{ tone: "amber", icon: IconHandStop }}>
              {list.provider === "pivot" ? words.waiting : words.review}
            </Badge>
            <Text fw={600} component="span">
              <Money amount={thing.amount} />
            </Text>
            {list.provider === "pivot" && <Text size="sm">{words.payouts(items)}</Text>}
          </Group>
          <Text size="sm" c="dimmed" component="div" mt={4}>
            {thing.reference !== null && (
              <>
                <IdText id={thing.reference} what={words.reference} />
                {" · "}
              </>
            )}
            {words.since} <Moment at={thing.created_at} />
            {" · "}
            <Link to={thingLink(account.id, thing.id)}>{words.follow}</Link>
          </Text>
        </div>
        {mayWrite && (
          <Group gap="xs">
            <ConfirmAction
              label={words[list.refuse]}
              size="xs"
              variant="default"
              onConfirm={() => act(account.id, list.refuse, { [list.argument]: thing.name })}
            >
              {list.refuse === "cancel" ? words.cancelWhat : words.declineWhat}
            </ConfirmAction>
            <Button size="xs" loading={isActing} onClick={() => void approve()}>
              {words[list.approve]}
            </Button>
          </Group>
        )}
      </Group>
      {error !== undefined && <ProblemNote error={error} />}
    </li>
  )
}
