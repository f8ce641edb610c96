import { Button, Group, Skeleton, Stack, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"

import { login } from "../../api/login.ts"
import { problemOf } from "../../api/problem.ts"
import { Card } from "../../parts/card.tsx"
import { Moment } from "../../parts/moment.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { browserName } from "./browser-name.ts"

const KEY = ["own-sessions"]

/** Every browser that is logged in as this person, and how to end it. */
export function OwnSessions() {
  const words = useWords().account.me
  const queries = useQueryClient()
  const { data, error } = useQuery({ queryKey: KEY, queryFn: () => login.sessions() })
  async function end(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (failure) {
      toastFailure(problemOf(failure).title)
    }
    await queries.invalidateQueries({ queryKey: KEY })
  }
  return (
    <Card
      title={words.sessionsTitle}
      actions={
        (data?.data.length ?? 0) > 1 ? (
          <Button size="xs" variant="default" onClick={() => void end(login.endOtherSessions)}>
            {words.endOthers}
          </Button>
        ) : undefined
      }
    >
      {error !== null && <ProblemNote error={error} />}
      {data === undefined && error === null && <Skeleton height={56} />}
      <Stack gap="sm">
        {data?.data.map((session) => (
          <Group key={session.id} justify="space-between" wrap="nowrap">
            <div>
              <Text fw={600} size="sm">
                {browserName(session.user_agent) ?? words.unknownBrowser}
                {session.is_this && ` · ${words.thisOne}`}
              </Text>
              <Text size="sm" c="dimmed" component="div">
                {session.address === null ? "" : `${session.address} · `}
                {words.seen} <Moment isReal at={session.last_seen_at} />
              </Text>
            </div>
            {!session.is_this && (
              <Button
                size="xs"
                variant="default"
                onClick={() => void end(() => login.endSession(session.id))}
              >
                {words.endSession}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Card>
  )
}
