import { Group, Stack, Text } from "@mantine/core"

import { api, client } from "../../api/client.ts"
import { Actor } from "../../parts/actor.tsx"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Moment } from "../../parts/moment.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

const shownMax = 100

/** Links that somebody may still use. */
export function OpenInvitations() {
  const { members: words, roles } = useWords().account
  const { data, error, refetch } = api.useQuery("get", "/v1/invitations", {
    params: { query: { limit: shownMax } },
  })
  async function withdraw(id: string): Promise<void> {
    const answer = await client.DELETE("/v1/invitations/{id}", { params: { path: { id } } })
    if (answer.error !== undefined) throw answer.error as unknown
    await refetch()
  }
  return (
    <Card title={words.open}>
      {error !== null && <ProblemNote error={error} onAgain={() => void refetch()} />}
      {data?.data.length === 0 && <Text c="dimmed">{words.noneOpen}</Text>}
      <Stack gap="sm">
        {data?.data.map((invitation) => (
          <Group key={invitation.id} justify="space-between">
            <div>
              <Text fw={600}>{invitation.email ?? words.anybody}</Text>
              <Text size="sm" c="dimmed" component="div">
                {roles[invitation.role]}
                {" · "}
                {words.by} <Actor id={invitation.created_by} />
                {" · "}
                {words.until} <Moment isReal at={invitation.expires_at} whole />
              </Text>
            </div>
            <ConfirmAction
              label={words.withdraw}
              size="xs"
              variant="default"
              onConfirm={() => withdraw(invitation.id)}
            >
              {words.withdrawWhy}
            </ConfirmAction>
          </Group>
        ))}
      </Stack>
    </Card>
  )
}
